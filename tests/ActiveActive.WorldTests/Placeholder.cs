namespace ActiveActive.WorldTests;

public sealed class PlaceholderTests
{
    [Xunit.Fact]
    public void World_Builds() => Xunit.Assert.True(true);
}
