using ActiveActive.LocalWorld.Demo;
using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Services;

namespace ActiveActive.WorldTests.Harness;

/// <summary>A world that the tests of one profile share, so that its start is paid for once. A test leaves it as it found it.</summary>
public abstract class WorldFixture(string profile) : IAsyncLifetime
{
    private readonly string _folder = TestFolder.Create();
    private LauncherProcess? _launcher;
    private WorldAccess? _access;

    /// <summary>The profile.</summary>
    public string Profile => profile;

    /// <summary>Why no test of this profile can run here; null when they can.</summary>
    public string? Missing { get; } = profile == WorldOptions.Services ? MissingServices() : null;

    internal LauncherProcess Launcher => _launcher!;

    /// <summary>The world; skips the test when this machine cannot run it.</summary>
    internal WorldAccess Access
    {
        get
        {
            Require();
            return _access!;
        }
    }

    /// <summary>Skips the test when this machine cannot run the profile.</summary>
    public void Require()
    {
        if (Missing is not null) Assert.Skip(Missing);
    }

    /// <summary>A tour of a few steps.</summary>
    internal async Task TourAsync(params IDemoStep[] steps)
    {
        var context = new TourContext(Access.Addresses, Access.Http, TimeProvider.System);
        var results = await new Tour(context, new TestVoice()).RunAsync(steps, TestContext.Current.CancellationToken);
        Assert.All(results, r => Assert.True(r.Failure is null, $"{r.Step.Title}: {r.Failure}"));
        Assert.Equal(steps.Length, results.Count);
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Missing is not null) return;
        _launcher = LauncherProcess.Start(Path.Combine(_folder, "world"), "--profile", profile);
        _access = await WorldAccess.OpenAsync(_launcher);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _access?.Dispose();
        if (_launcher is not null) await _launcher.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private static string? MissingServices()
    {
        var missing = new List<string>();
        if (InstalledProgram.Find("redis-server") is null) missing.Add("redis-server");
        if (PostgresBinaries.Installed().Count == 0) missing.Add("postgresql");
        return missing.Count == 0 ? null : $"needs real servers: apt-get install {string.Join(' ', missing)}";
    }

    /// <summary>Tells the tour to the test's output.</summary>
    private sealed class TestVoice : ITourVoice
    {
        public void Begin(int number, int count, IDemoStep step) => Tell(voice => voice.Begin(number, count, step));

        public void End(StepResult result) => Tell(voice => voice.End(result));

        public void Finish(IReadOnlyList<StepResult> results, int planned, TimeSpan elapsed) => Tell(voice => voice.Finish(results, planned, elapsed));

        private static void Tell(Action<PlainVoice> tell)
        {
            using var text = new StringWriter();
            tell(new PlainVoice(text));
            TestContext.Current.TestOutputHelper?.WriteLine(text.ToString());
        }
    }
}
