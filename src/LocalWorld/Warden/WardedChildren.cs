using ActiveActive.LocalWorld.Processes;
using ActiveActive.LocalWorld.Supervision;

namespace ActiveActive.LocalWorld.Warden;

/// <summary>Starts children under the eyes of the warden and in the ledger.</summary>
internal sealed class WardedChildren(string runId, WardenClient warden, ProcessLedger ledger) : IChildRegistry
{
    /// <inheritdoc/>
    public ChildProcess Start(ProcessSpec spec, RotatingLog log)
    {
        var child = ChildProcess.Start(spec, runId, log);
        warden.Add(child.Identity);
        ledger.Add(child.Identity);
        return child;
    }

    /// <inheritdoc/>
    public void Ended(ChildProcess child)
    {
        warden.Remove(child.Identity);
        ledger.Remove(child.Identity);
    }
}
