using System.Globalization;

namespace ActiveActive.Simulation.Strong;

/// <summary>Simulated time, chance, and the events to come. Nothing else decides what happens next, so that a seed is a schedule.</summary>
internal sealed class World(int seed, bool trace)
{
    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private readonly List<string> _trace = [];
    private long _order;

    public Random Random { get; } = new(seed);

    /// <summary>True time in microseconds. Nobody inside the simulation may look at it but the checkers.</summary>
    public long Now { get; private set; }

    public long Events { get; private set; }

    public ulong Digest { get; private set; } = 14695981039346656037;

    public IReadOnlyList<string> Trace => _trace;

    public void At(long delay, Action action) => _events.Enqueue(action, (Now + Math.Max(delay, 0), _order++));

    /// <summary>Runs everything up to an instant.</summary>
    public void RunUntil(long end, Action afterEach)
    {
        while (_events.TryPeek(out _, out var next) && next.At <= end)
        {
            var action = _events.Dequeue();
            Now = next.At;
            Events++;
            action();
            afterEach();
        }

        Now = end;
    }

    /// <summary>Everything works: nothing is lost or held up any more.</summary>
    public bool IsCalm { get; set; }

    /// <summary>A mishap that happens by itself now and then, until the world is calm.</summary>
    public bool Mishap(double probability) => !IsCalm && Chance(probability);

    public bool Chance(double probability) => Random.NextDouble() < probability;

    public long Between(double fromMilliseconds, double toMilliseconds) =>
        (long)(1000 * (fromMilliseconds + (Random.NextDouble() * (toMilliseconds - fromMilliseconds))));

    public T Pick<T>(IReadOnlyList<T> items) => items[Random.Next(items.Count)];

    /// <summary>Notes what happened: always in the digest, as text on request.</summary>
    /// <param name="what">Which kind of event.</param>
    /// <param name="number">Something that tells it from others.</param>
    /// <param name="text">The rest, for people.</param>
    public void Note(string what, long number = 0, Func<string>? text = null)
    {
        Mix(Now);
        Mix(number);
        foreach (var c in what) Mix(c);
        if (trace) _trace.Add(string.Create(CultureInfo.InvariantCulture, $"{Now / 1_000_000.0,12:f6} {what} {text?.Invoke() ?? number.ToString(CultureInfo.InvariantCulture)}"));
    }

    private void Mix(long number) => Digest = (Digest ^ (ulong)number) * 1099511628211;
}
