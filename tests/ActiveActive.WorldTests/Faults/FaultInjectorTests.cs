using System.Collections.Concurrent;
using ActiveActive.LocalWorld.Faults;
using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Processes;
using ActiveActive.LocalWorld.Supervision;
using ActiveActive.World;
using ActiveActive.WorldTests.Harness;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActiveActive.WorldTests.Faults;

/// <summary>The fault injector on trivial processes: what it tells silos, and what it does to processes.</summary>
public sealed class FaultInjectorTests : IAsyncLifetime
{
    private readonly string _folder = TestFolder.Create();
    private readonly RecordedSilos _silos = new();
    private Supervisor _supervisor = null!;
    private FaultInjector _injector = null!;

    [Fact]
    public async Task Pause_TwoOverlap_ProcessRunsAgainOnlyWhenBothAreOver()
    {
        var first = await InjectAsync(FaultKinds.Pause, "a-1");
        var second = await InjectAsync(FaultKinds.Pause, "a-1");

        await _injector.HealAsync(first.Id, default);
        await StoppedAsync("a-1", stopped: true);
        Assert.Equal(WorldStatus.Paused, _injector.StatusOf("a-1", 1));

        await _injector.HealAsync(second.Id, default);
        await StoppedAsync("a-1", stopped: false);
    }

    [Fact]
    public async Task Pause_WorldEnds_NothingStaysStopped()
    {
        await InjectAsync(FaultKinds.Pause, "b-1");
        await StoppedAsync("b-1", stopped: true);

        await _injector.DisposeAsync();

        await StoppedAsync("b-1", stopped: false);
    }

    [Fact]
    public async Task Kill_OfASite_KeepsItDownUntilItIsHealed()
    {
        var kill = await InjectAsync(FaultKinds.Kill, "site:a");
        await WaitAsync("a-1", s => s is { Status: WorldStatus.Down, Detail: "kept down by a fault on command" });
        await WaitAsync("a-2", s => s is { Status: WorldStatus.Down, Detail: "kept down by a fault on command" });
        Assert.Equal(WorldStatus.Up, _supervisor.Find("b-1")!.State.Status);

        await _injector.HealAsync(kill.Id, default);
        await WaitAsync("a-1", s => s is { Status: WorldStatus.Up, Incarnation: 2 });
        await WaitAsync("a-2", s => s is { Status: WorldStatus.Up, Incarnation: 2 });
    }

    [Fact]
    public async Task Stall_SiloIsReplaced_NewIncarnationIsNeitherToldNorShownAsCutOff()
    {
        var stall = await InjectAsync(FaultKinds.Stall, "a-1");
        Assert.Equal(WorldStatus.Partitioned, _injector.StatusOf("a-1", 1));
        _supervisor.Find("a-1")!.Kill();
        await WaitAsync("a-1", s => s is { Status: WorldStatus.Up, Incarnation: 2 });

        await _injector.HealAsync(stall.Id, default);

        Assert.Null(_injector.StatusOf("a-1", 2));
        Assert.Equal(["a-1 stall"], _silos.Told);
    }

    [Fact]
    public async Task Cut_SiloIsReplaced_NewIncarnationIsTold()
    {
        await InjectAsync(FaultKinds.Cut, "link:a>b");
        Assert.Equal(["a-1 link b cut", "a-2 link b cut"], _silos.Told.Order());

        var told = _silos.NextAsync("a-1 link b cut");
        _supervisor.Find("a-1")!.Kill();

        await told;
    }

    [Fact]
    public async Task Cut_OneSiloRefuses_FaultFailsAndTheOthersAreOpenedAgain()
    {
        _silos.Refusing = "a-2";

        var fault = await InjectAsync(FaultKinds.Cut, "link:a>b");

        Assert.Equal("failed", fault.State);
        Assert.Contains("a-2", fault.Detail);
        Assert.Equal(["a-1 link b cut", "a-1 link b open"], _silos.Told);
    }

    [Fact]
    public async Task Fault_OnAProcessThatIsDown_IsAConflict()
    {
        await InjectAsync(FaultKinds.Kill, "site:b");
        await WaitAsync("b-1", s => s.Identity is null);

        await Assert.ThrowsAsync<ConflictException>(() => InjectAsync(FaultKinds.Pause, "b-1"));
    }

    public async ValueTask InitializeAsync()
    {
        var children = new PlainChildren();
        _supervisor = new Supervisor([.. new[] { "a-1", "a-2", "b-1" }.Select(name => new SupervisedProcess(
            new ProcessSpec
            {
                Name = name, Site = name[..1], Kind = "silo", Role = ProcessRole.Silo, FileName = "/bin/sleep", Arguments = ["600"],
                OperationsUrl = name, Probe = new AlwaysReady(),
            },
            new RotatingLog(Path.Combine(_folder, name + ".log"), TimeProvider.System), children, TimeProvider.System, NullLogger.Instance))]);
        var rules = new FaultRules(["a-1", "a-2", "b-1"], [], ["a", "b"], name => name[..1]);
        _injector = new FaultInjector(_supervisor, rules, _silos, TimeProvider.System, NullLogger.Instance);
        await _supervisor.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _injector.DisposeAsync();
        await _supervisor.StopAsync(CancellationToken.None);
        foreach (var process in _supervisor.Processes) process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<FaultStatus> InjectAsync(string kind, string target) =>
        _injector.InjectAsync(new FaultRequest { Kind = kind, Target = target, DurationSeconds = 60 }, TestContext.Current.CancellationToken);

    private async Task WaitAsync(string process, Func<ProcessState, bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await _supervisor.Find(process)!.WaitAsync(condition, patience.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{process} is {_supervisor.Find(process)!.State} after 20 s");
        }
    }

    /// <summary>A signal takes effect when the process is next scheduled.</summary>
    private Task StoppedAsync(string process, bool stopped) => Until.HoldsAsync($"{process} to be {(stopped ? "stopped" : "running")}", () =>
        Task.FromResult(Until.IsStopped(_supervisor.Find(process)!.State.Identity!.Value.Pid) == stopped ? null : "it is not"));

    private sealed class AlwaysReady : IReadinessProbe
    {
        public Task<string?> CheckAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }

    private sealed class PlainChildren : IChildRegistry
    {
        public ChildProcess Start(ProcessSpec spec, RotatingLog log) => ChildProcess.Start(spec, "none", log);

        public void Ended(ChildProcess child)
        {
        }
    }

    /// <summary>Silos that remember what they were told; their operations address is their name.</summary>
    private sealed class RecordedSilos : ISiloFaults
    {
        private readonly ConcurrentQueue<string> _told = new();
        private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();

        public IReadOnlyCollection<string> Told => _told;

        public string? Refusing { get; set; }

        public Task SetConnectionsAsync(string operationsUrl, string mode, TimeSpan duration, CancellationToken cancellationToken) => Note(operationsUrl, mode);

        public Task SetLinkAsync(string operationsUrl, string peer, bool cut, TimeSpan delay, TimeSpan duration, CancellationToken cancellationToken) =>
            Note(operationsUrl, $"link {peer} {(cut ? "cut" : "open")}");

        /// <summary>Completes when this is told from now on.</summary>
        public Task NextAsync(string what) =>
            _awaited.GetOrAdd(what, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(TimeSpan.FromSeconds(20));

        private Task Note(string silo, string what)
        {
            if (silo == Refusing) throw new HttpRequestException("refused");
            _told.Enqueue($"{silo} {what}");
            if (_awaited.TryGetValue($"{silo} {what}", out var awaited)) awaited.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
