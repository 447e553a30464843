using Orleans.Concurrency;
using Orleans.Runtime;

namespace ActiveActive.Tests.Traffic;

[Alias("test.ITrialObserver")]
public interface ITrialObserver : IGrainObserver
{
    [Alias("Told")]
    Task Told(string site);
}

/// <summary>Counts what was really done to it, and fails in every way a call can fail.</summary>
[Alias("test.ITrialGrain")]
public interface ITrialGrain : IGrainWithStringKey
{
    /// <summary>How many effects there were in this site.</summary>
    [ReadOnly, AlwaysInterleave, Alias("Effects")]
    Task<int> Effects();

    /// <summary>One effect.</summary>
    [Alias("Add")]
    Task<string> Add();

    /// <summary>Reads; never answers in one site.</summary>
    [ReadOnly, AlwaysInterleave, Alias("ReadExceptAt")]
    Task<string> ReadExceptAt(string at, List<int> argument);

    /// <summary>One effect; never answers in one site.</summary>
    [AlwaysInterleave, Alias("AddUnansweredAt")]
    Task<string> AddUnansweredAt(string at);

    /// <summary>One effect; says before it that it cannot in one site.</summary>
    [Alias("AddExceptAt")]
    Task<string> AddExceptAt(string at, List<int> argument);

    /// <summary>One effect, and then an exception as the runtime makes them.</summary>
    [Alias("AddAndThrow")]
    Task AddAndThrow(string exception);

    /// <summary>Answers when <see cref="Release"/> was called.</summary>
    [AlwaysInterleave, Alias("Hold")]
    Task<string> Hold();

    /// <summary>Waits until a call holds.</summary>
    [AlwaysInterleave, Alias("Held")]
    Task Held();

    [AlwaysInterleave, Alias("Release")]
    Task Release();

    [OneWay, Alias("Notify")]
    Task Notify();

    /// <summary>Waits for a notification.</summary>
    [AlwaysInterleave, Alias("Notified")]
    Task<string> Notified();

    [Alias("Other")]
    Task<IEchoGrain> Other(string key);

    [Alias("Tell")]
    Task Tell(ITrialObserver observer);
}

public sealed class TrialGrain(SiteName site) : Grain, ITrialGrain
{
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _notified = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _effects;

    public Task<int> Effects() => Task.FromResult(_effects);

    public Task<string> Add()
    {
        _effects++;
        return Task.FromResult(site.Name);
    }

    public async Task<string> ReadExceptAt(string at, List<int> argument)
    {
        if (at == site.Name) await site.Stopping;
        return $"{site.Name}{string.Join(',', argument)}";
    }

    public async Task<string> AddUnansweredAt(string at)
    {
        _effects++;
        if (at == site.Name) await site.Stopping;
        return site.Name;
    }

    public Task<string> AddExceptAt(string at, List<int> argument)
    {
        if (at == site.Name) throw new SiteUnavailableException("its store is away");
        _effects++;
        return Task.FromResult($"{site.Name}{string.Join(',', argument)}");
    }

    public Task AddAndThrow(string exception)
    {
        _effects++;
        var type = Type.GetType($"Orleans.Runtime.{exception}, Orleans.Core.Abstractions") ?? Type.GetType($"System.{exception}")!;
        throw (Exception)Activator.CreateInstance(
            type, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic, null, ["of the grain's own."], null)!;
    }

    public async Task<string> Hold()
    {
        _held.TrySetResult();
        await _release.Task;
        return site.Name;
    }

    public Task Held() => _held.Task;

    public Task Release()
    {
        _release.TrySetResult();
        return Task.CompletedTask;
    }

    public Task Notify()
    {
        _notified.TrySetResult();
        return Task.CompletedTask;
    }

    public async Task<string> Notified()
    {
        await _notified.Task;
        return site.Name;
    }

    public Task<IEchoGrain> Other(string key) => Task.FromResult(GrainFactory.GetGrain<IEchoGrain>(key));

    public Task Tell(ITrialObserver observer) => observer.Told(site.Name);
}

[Alias("test.IKeyed")]
public interface IKeyed
{
    [Alias("Key")]
    Task<string> Key();
}

[Alias("test.IGuidKeyGrain")]
public interface IGuidKeyGrain : IGrainWithGuidKey, IKeyed;

[Alias("test.IIntegerKeyGrain")]
public interface IIntegerKeyGrain : IGrainWithIntegerKey, IKeyed;

[Alias("test.IGuidCompoundKeyGrain")]
public interface IGuidCompoundKeyGrain : IGrainWithGuidCompoundKey, IKeyed;

[Alias("test.IIntegerCompoundKeyGrain")]
public interface IIntegerCompoundKeyGrain : IGrainWithIntegerCompoundKey, IKeyed;

public sealed class GuidKeyGrain(SiteName site) : Grain, IGuidKeyGrain
{
    public Task<string> Key() => Task.FromResult($"{site.Name} {this.GetPrimaryKey()}");
}

public sealed class IntegerKeyGrain(SiteName site) : Grain, IIntegerKeyGrain
{
    public Task<string> Key() => Task.FromResult($"{site.Name} {this.GetPrimaryKeyLong()}");
}

public sealed class GuidCompoundKeyGrain(SiteName site) : Grain, IGuidCompoundKeyGrain
{
    public Task<string> Key() => Task.FromResult($"{site.Name} {this.GetPrimaryKey(out var extension)} {extension}");
}

public sealed class IntegerCompoundKeyGrain(SiteName site) : Grain, IIntegerCompoundKeyGrain
{
    public Task<string> Key() => Task.FromResult($"{site.Name} {this.GetPrimaryKeyLong(out var extension)} {extension}");
}
