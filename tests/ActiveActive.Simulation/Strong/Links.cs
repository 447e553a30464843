namespace ActiveActive.Simulation.Strong;

/// <summary>What is reachable from where, direction by direction. A cut drops in silence.</summary>
internal sealed class Links(World world)
{
    private readonly HashSet<(string From, string To)> _cuts = [];

    /// <summary>The arbiter's end.</summary>
    public const string Arbiter = "arbiter";

    public void Cut(string from, string to, bool isCut)
    {
        if (isCut) _cuts.Add((from, to));
        else _cuts.Remove((from, to));
    }

    public void Heal() => _cuts.Clear();

    public bool IsCut(string from, string to) => _cuts.Contains((from, to));

    /// <summary>Delivers after a delay, unless the way is cut when it sets out or when it would arrive.</summary>
    public void Send(string from, string to, Action deliver)
    {
        if (IsCut(from, to)) return;
        var isFar = from != to;
        if (isFar && world.Mishap(0.005)) return;
        var delay = isFar ? world.Between(3, 30) : world.Between(0.1, 2);
        // Stragglers: overtaken by what is sent after them, some by a whole take-over.
        if (world.Mishap(0.01)) delay += world.Between(0, 1_500);
        else if (world.Mishap(0.003)) delay += world.Between(1_500, 12_000);
        world.At(delay, () =>
        {
            if (!IsCut(from, to)) deliver();
        });
    }
}
