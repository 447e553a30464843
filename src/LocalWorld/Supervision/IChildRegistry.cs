using ActiveActive.LocalWorld.Processes;

namespace ActiveActive.LocalWorld.Supervision;

/// <summary>Starts children and knows which of them run, so that none can be left behind.</summary>
internal interface IChildRegistry
{
    /// <summary>Starts an incarnation.</summary>
    /// <exception cref="WorldException">The program cannot be started.</exception>
    ChildProcess Start(ProcessSpec spec, RotatingLog log);

    /// <summary>Takes note that a child has ended.</summary>
    void Ended(ChildProcess child);
}
