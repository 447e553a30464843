using ActiveActive.Arbitration;
using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Tests.Arbitration;

/// <summary>What a client of several members says about a request when members misbehave. S5: unknown stays unknown, and is never repeated.</summary>
public sealed class ArbiterMembersTests
{
    private const string Committed = """{"committed":true,"revision":7,"entries":[]}""";
    private const string Found = """{"committed":true,"revision":7,"entries":[{"key":"a","revision":0,"value":""}]}""";
    private static readonly ArbiterTransaction Create = ArbiterTransaction.Empty.Put("a", ArbiterRevision.Absent, new byte[] { 1 });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commit_FirstMemberIsDown_GoesToTheNext()
    {
        await using var second = new ScriptedMember(MemberConduct.Answer, 200, Committed);
        using var arbiter = Connect(await ScriptedMember.ClosedAddressAsync(), second.Address);

        var commit = await arbiter.CommitAsync(Create, Cancellation);

        Assert.Equal((ArbiterCommitStatus.Committed, 7), (commit.Status, commit.Revision.Value));
        Assert.Equal(1, second.Requests);
    }

    [Theory]
    [InlineData(421)]
    [InlineData(401)]
    [InlineData(503)]
    public async Task Commit_MemberRefusesBeforeDoingAnything_GoesToTheNext(int status)
    {
        await using var first = new ScriptedMember(MemberConduct.Answer, status);
        await using var second = new ScriptedMember(MemberConduct.Answer, 200, Committed);
        using var arbiter = Connect(first.Address, second.Address);

        var commit = await arbiter.CommitAsync(Create, Cancellation);

        Assert.Equal(ArbiterCommitStatus.Committed, commit.Status);
        Assert.Equal((1, 1), (first.Requests, second.Requests));
    }

    [Theory]
    [InlineData(MemberConductCase.Close)]
    [InlineData(MemberConductCase.Silence)]
    [InlineData(MemberConductCase.InternalError)]
    public async Task Commit_MemberReadItAndFailed_IsUnknownAndNeverRepeated(MemberConductCase conduct)
    {
        await using var first = Misbehaving(conduct);
        await using var second = new ScriptedMember(MemberConduct.Answer, 200, Committed);
        using var arbiter = Connect(first.Address, second.Address);

        var commit = await arbiter.CommitAsync(Create, Cancellation);

        Assert.Equal(ArbiterCommitStatus.Unknown, commit.Status);
        Assert.Equal((1, 0), (first.Requests, second.Requests));
    }

    [Theory]
    [InlineData(MemberConductCase.Close)]
    [InlineData(MemberConductCase.Silence)]
    [InlineData(MemberConductCase.InternalError)]
    public async Task Read_MemberFails_AsksTheNext(MemberConductCase conduct)
    {
        await using var first = Misbehaving(conduct);
        await using var second = new ScriptedMember(MemberConduct.Answer, 200, Found);
        using var arbiter = Connect(first.Address, second.Address);

        var read = await arbiter.ReadAsync(["a"], Cancellation);

        Assert.True(read.IsAvailable, read.Reason);
        Assert.Equal(7, read.Revision.Value);
    }

    [Fact]
    public async Task Commit_AfterAnUnknownOne_BeginsWithAnotherMember()
    {
        await using var first = new ScriptedMember(MemberConduct.Close);
        await using var second = new ScriptedMember(MemberConduct.Answer, 200, Committed);
        using var arbiter = Connect(first.Address, second.Address);
        await arbiter.CommitAsync(Create, Cancellation);

        var next = await arbiter.CommitAsync(Create, Cancellation);

        Assert.Equal(ArbiterCommitStatus.Committed, next.Status);
        Assert.Equal(1, first.Requests);
    }

    [Fact]
    public async Task Commit_NoMemberIsUp_IsKnownNotApplied()
    {
        using var arbiter = Connect(await ScriptedMember.ClosedAddressAsync(), await ScriptedMember.ClosedAddressAsync());

        Assert.Equal(ArbiterCommitStatus.Unavailable, (await arbiter.CommitAsync(Create, Cancellation)).Status);
        Assert.False((await arbiter.ReadAsync(["a"], Cancellation)).IsAvailable);
    }

    [Fact]
    public async Task Commit_KeptConnectionDiesUnderIt_IsUnknownAndNeverRepeatedByTheHttpStack()
    {
        await using var member = new ScriptedMember(MemberConduct.Close);
        using var arbiter = Connect(member.Address);

        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal(ArbiterCommitStatus.Unknown, (await arbiter.CommitAsync(Create, Cancellation)).Status);
            Assert.Equal(i, member.Requests);
        }
    }

    [Fact]
    public void Options_ThatCannotWork_NameTheRemedy()
    {
        Assert.Contains("list every member", Refusal(new EmbeddedArbiterOptions { Key = new string('k', 16) }), StringComparison.Ordinal);
        var slow = new EmbeddedArbiterOptions { Key = new string('k', 16), Endpoints = [new("http://x")], AttemptTimeout = TimeSpan.FromSeconds(2) };
        Assert.Contains("below RequestTimeout", Refusal(slow), StringComparison.Ordinal);
        Assert.Contains("key file", Refusal(new EmbeddedArbiterOptions { Endpoints = [new("http://x")] }), StringComparison.Ordinal);

        static string Refusal(EmbeddedArbiterOptions options) =>
            Assert.Throws<ArgumentException>(() => new EmbeddedArbiter(options, TimeProvider.System)).Message;
    }

    public enum MemberConductCase
    {
        Close,
        Silence,
        InternalError,
    }

    private static ScriptedMember Misbehaving(MemberConductCase conduct) => conduct switch
    {
        MemberConductCase.Close => new(MemberConduct.Close),
        MemberConductCase.Silence => new(MemberConduct.Silence),
        _ => new(MemberConduct.Answer, 500),
    };

    private static EmbeddedArbiter Connect(params Uri[] members) => new(
        new EmbeddedArbiterOptions
        {
            Endpoints = members,
            Key = new string('k', 16),
            AttemptTimeout = TimeSpan.FromMilliseconds(500),
            RequestTimeout = TimeSpan.FromMilliseconds(1500),
        },
        TimeProvider.System);
}
