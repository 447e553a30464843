namespace ActiveActive.Benchmarks.Method;

/// <summary>What one slice of one variant did.</summary>
/// <param name="Operations">Operations finished.</param>
/// <param name="Seconds">How long it ran.</param>
/// <param name="CpuSeconds">Processor time, user and system, of every process of the measurement.</param>
/// <param name="AllocatedBytes">Bytes allocated by the caller's process.</param>
internal readonly record struct Slice(long Operations, double Seconds, double CpuSeconds, long AllocatedBytes)
{
    public double PerSecond => Operations / Seconds;

    public double CpuMicrosecondsPerOperation => CpuSeconds * 1e6 / Operations;

    public double AllocatedBytesPerOperation => (double)AllocatedBytes / Operations;
}
