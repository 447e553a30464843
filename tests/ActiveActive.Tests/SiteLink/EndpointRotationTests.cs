using ActiveActive.SiteLink;

namespace ActiveActive.Tests.SiteLink;

public sealed class EndpointRotationTests
{
    private static readonly Uri[] Three = [new("https://h1:1"), new("https://h2:1"), new("https://h3:1")];

    [Fact]
    public void Failed_WithinARound_TriesTheOthersAtOnce()
    {
        var rotation = Create();
        var tried = new List<Uri>();
        var pauses = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            tried.Add(rotation.Current);
            pauses.Add(rotation.Failed("x").TotalSeconds);
        }

        Assert.Equal(3, tried.Take(3).Distinct().Count());
        Assert.Equal([0, 0, 1, 0, 0, 2, 0, 0, 3], pauses);
    }

    [Fact]
    public void Connected_ShortLived_DoesNotForgetTheFailures()
    {
        var rotation = Create();
        for (var i = 0; i < 5; i++) rotation.Failed("x");

        rotation.Connected();

        Assert.Equal(TimeSpan.FromSeconds(2), rotation.Failed("lost at once"));
    }

    [Fact]
    public void Stable_Connection_BeginsANewRound()
    {
        var rotation = Create();
        for (var i = 0; i < 5; i++) rotation.Failed("x");
        rotation.Connected();
        rotation.Stable();

        Assert.Equal([0, 0, 1], Enumerable.Range(0, 3).Select(_ => rotation.Failed("x").TotalSeconds));
    }

    [Fact]
    public void Statuses_TellHealthAndError()
    {
        var rotation = Create();
        var failed = rotation.Current;
        rotation.Failed("no route");
        var good = rotation.Current;
        rotation.Connected();

        Assert.Equal([null, false, true], rotation.Statuses.Select(s => s.IsHealthy).OrderBy(h => h is null ? 0 : h.Value ? 2 : 1));
        Assert.Equal("no route", rotation.Statuses.Single(s => s.Endpoint == failed).LastError);
        Assert.Null(rotation.Statuses.Single(s => s.Endpoint == good).LastError);
    }

    [Fact]
    public void Names_SpreadOverTheEndpoints()
    {
        var first = Enumerable.Range(1, 60).Select(i => new EndpointRotation(Three, $"a-{i}", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)).Current);

        Assert.All(first.CountBy(e => e), count => Assert.InRange(count.Value, 10, 30));
    }

    private static EndpointRotation Create() => new(Three, "a-1", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));
}
