using ActiveActive.Arbitration;

namespace ActiveActive.WorldTests.Arbitration;

public sealed class EmbeddedArbiterTests(EmbeddedCluster cluster) : ArbiterClusterTests(cluster), IClassFixture<EmbeddedCluster>
{
    /// <summary>X1: a member does nothing for a caller without the key.</summary>
    [Fact]
    public async Task Commit_WrongKey_IsKnownNotApplied()
    {
        using var stranger = new EmbeddedArbiter(
            new EmbeddedArbiterOptions { Endpoints = [.. cluster.Addresses], Key = "not-the-key-of-the-members" }, TimeProvider.System);

        var commit = await stranger.CommitAsync(
            Protocol.Arbiter.ArbiterTransaction.Empty.Put("stranger", default, default), TestContext.Current.CancellationToken);
        var read = await cluster.Connect().ReadAsync(["stranger"], TestContext.Current.CancellationToken);

        Assert.Equal(Protocol.Arbiter.ArbiterCommitStatus.Unavailable, commit.Status);
        Assert.False(read.Entries[0].Exists);
    }
}
