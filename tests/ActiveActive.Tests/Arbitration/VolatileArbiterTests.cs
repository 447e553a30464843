using ActiveActive.Arbitration;
using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Tests.Arbitration;

public sealed class VolatileArbiterTests : ArbiterConformance
{
    private static readonly byte[] One = [1];
    private static readonly byte[] Two = [2];

    protected override ValueTask<IArbiter> ConnectAsync() => new(new VolatileArbiter());

    [Theory]
    [InlineData(ArbiterFault.Refuse, ArbiterCommitStatus.Unavailable, false)]
    [InlineData(ArbiterFault.LoseAnswer, ArbiterCommitStatus.Unknown, true)]
    [InlineData(ArbiterFault.LoseRequest, ArbiterCommitStatus.Unknown, false)]
    public async Task Commit_UnderAFault_ReportsAndDoesWhatTheFaultSays(ArbiterFault fault, ArbiterCommitStatus status, bool applied)
    {
        var arbiter = new VolatileArbiter { OnCall = _ => fault };

        var commit = await arbiter.CommitAsync(ArbiterTransaction.Empty.Put("a", ArbiterRevision.Absent, One), TestContext.Current.CancellationToken);
        var blocked = await arbiter.ReadAsync(["a"], TestContext.Current.CancellationToken);
        arbiter.OnCall = null;
        var read = await arbiter.ReadAsync(["a"], TestContext.Current.CancellationToken);

        Assert.Equal(status, commit.Status);
        Assert.False(blocked.IsAvailable);
        Assert.Equal(applied, read.Entries[0].Exists);
    }

    [Fact]
    public async Task Commit_AppliedLateAfterANewerOne_ConflictsInsteadOfUndoingIt()
    {
        var arbiter = new VolatileArbiter { OnCall = _ => ArbiterFault.ApplyLate };
        await arbiter.CommitAsync(ArbiterTransaction.Empty.Put("a", ArbiterRevision.Absent, One), TestContext.Current.CancellationToken);
        arbiter.OnCall = null;
        await arbiter.CommitAsync(ArbiterTransaction.Empty.Put("a", ArbiterRevision.Absent, Two), TestContext.Current.CancellationToken);

        var late = Assert.Single(arbiter.ApplyStraying());
        var read = await arbiter.ReadAsync(["a"], TestContext.Current.CancellationToken);

        Assert.Equal(ArbiterCommitStatus.Conflict, late.Status);
        Assert.Equal(Two, read.Entries[0].Value.ToArray());
    }
}
