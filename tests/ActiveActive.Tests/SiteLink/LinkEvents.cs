using ActiveActive.SiteLink;

namespace ActiveActive.Tests.SiteLink;

/// <summary>Records what a link says, and lets a test wait for the first event of a kind, past ones included.</summary>
internal sealed class LinkEvents
{
    private readonly List<SiteLinkEvent> _seen = [];
    private readonly List<(Func<SiteLinkEvent, bool> Match, TaskCompletionSource<SiteLinkEvent> Found)> _waits = [];

    public void Add(SiteLinkEvent change)
    {
        List<TaskCompletionSource<SiteLinkEvent>> found;
        lock (_seen)
        {
            _seen.Add(change);
            found = [.. _waits.Where(w => w.Match(change)).Select(w => w.Found)];
        }

        foreach (var wait in found) wait.TrySetResult(change);
    }

    public IReadOnlyList<T> Of<T>() where T : SiteLinkEvent
    {
        lock (_seen) return [.. _seen.OfType<T>()];
    }

    public async Task<T> WaitAsync<T>(Func<T, bool>? match = null) where T : SiteLinkEvent
    {
        var wait = new TaskCompletionSource<SiteLinkEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        bool Matches(SiteLinkEvent e) => e is T t && (match is null || match(t));
        lock (_seen)
        {
            if (_seen.FirstOrDefault(Matches) is { } past) return (T)past;
            _waits.Add((Matches, wait));
        }

        try
        {
            return (T)await wait.Task.WaitAsync(LinkHost.Limit);
        }
        catch (TimeoutException)
        {
            lock (_seen) throw new TimeoutException($"expected {typeof(T).Name}; seen: {string.Join("; ", _seen)}");
        }
    }
}
