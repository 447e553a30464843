namespace ActiveActive.Tests.Architecture;

public sealed class DependencyDirectionTests
{
    [Fact]
    public void Projects_AsCheckedOut_KeepTheDependencyDirection()
    {
        var projects = Repository.Sources();

        Assert.Contains("Silo", projects.Keys);
        Assert.Empty(DependencyRules.Broken(projects));
    }

    [Theory]
    [InlineData("ActiveActive.Traffic", "Gateway")]
    [InlineData("ActiveActive.SiteLink", "Shop.Contracts")]
    [InlineData("Gateway", "Grains")]
    [InlineData("Client", "Grains")]
    [InlineData("ActiveActive.Abstractions", "LocalWorld")]
    public void Rules_ProjectGainsAForbiddenReference_NameIt(string from, string to)
    {
        var projects = Repository.Sources().ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        projects[from] = projects[from] with { Projects = [.. projects[from].Projects, to] };

        Assert.Contains(DependencyRules.Broken(projects), sentence => sentence.StartsWith($"{from} reaches {to}", StringComparison.Ordinal));
    }

    [Fact]
    public void Rules_CallerGainsAServerPackage_NameIt()
    {
        var projects = Repository.Sources().ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        projects["Shop.Contracts"] = projects["Shop.Contracts"] with { Packages = ["Microsoft.Orleans.Server"] };

        Assert.Contains(DependencyRules.Broken(projects), sentence => sentence.StartsWith("Client reaches Microsoft.Orleans.Server", StringComparison.Ordinal));
    }
}
