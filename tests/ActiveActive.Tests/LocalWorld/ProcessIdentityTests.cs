using ActiveActive.LocalWorld.Processes;

namespace ActiveActive.Tests.LocalWorld;

public sealed class ProcessIdentityTests
{
    [Fact]
    public void Stat_ProgramNameHoldsBlanksAndParentheses_StartTimeIsFieldTwentyTwo() =>
        Assert.Equal(
            new ProcessIdentity(42, 987654),
            ProcessIdentity.Parse(42, "42 (evil) S 1 (x) S 1 42 42 0 -1 4194560 1 0 0 0 1 1 0 0 20 0 1 0 987654 1 1 1"));

    [Fact]
    public void Stat_ProcessHasEndedButIsNotReaped_IsNoProcess() =>
        Assert.Null(ProcessIdentity.Parse(42, "42 (dotnet) Z 1 42 42 0 -1 4194560 1 0 0 0 1 1 0 0 20 0 1 0 987654 1 1 1"));

    [Fact]
    public void Process_OtherStartTimeUnderTheSamePid_IsNotTheSameAndIsNotSignalled()
    {
        var ourselves = ProcessIdentity.Of(Environment.ProcessId)!.Value;
        var predecessor = ourselves with { StartTicks = ourselves.StartTicks - 1 };

        Assert.True(ourselves.IsAlive);
        Assert.False(predecessor.IsAlive);
        Assert.False(predecessor.Signal(PosixSignal.Kill));
    }
}
