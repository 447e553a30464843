namespace ActiveActive.Benchmarks.Method;

/// <summary>A finished comparison of a variant with its baseline.</summary>
/// <param name="Name">What was compared, e.g. <c>B7 in-process router / direct client</c>.</param>
/// <param name="Throughput">Operations per second of the variant over those of the baseline, pair by pair.</param>
/// <param name="Cpu">Processor time per operation of the variant over that of the baseline.</param>
/// <param name="Control">The baseline over itself, measured in the same rounds; far from 1 the run is void.</param>
/// <param name="BaselinePerSecond">Median throughput of the baseline on this machine, for orientation only.</param>
/// <param name="BaselineCpu">Median processor time per operation of the baseline in microseconds.</param>
/// <param name="Bytes">Median of bytes allocated per operation in the caller's process by the variant.</param>
/// <param name="BaselineBytes">Likewise by the baseline.</param>
/// <param name="Pass">Least <see cref="Throughput"/> that passes, compared with the interval's lower bound.</param>
/// <param name="WorldClass">Likewise, for the best there is.</param>
/// <param name="Ratios">Every pair's throughput ratio, in order.</param>
/// <param name="ControlRatios">Every control pair's.</param>
internal sealed record Comparison(
    string Name, Interval Throughput, Interval Cpu, Interval Control, double BaselinePerSecond, double BaselineCpu, double Bytes, double BaselineBytes, double Pass, double WorldClass,
    IReadOnlyList<double> Ratios, IReadOnlyList<double> ControlRatios)
{
    private const double ControlTolerance = 0.03;

    /// <summary>The machine was too restless for the ratio to mean anything.</summary>
    public bool Void => Math.Abs(Control.Mean - 1) > ControlTolerance;

    public string Verdict => Void ? "void" : Throughput.Low >= WorldClass ? "world-class" : Throughput.Low >= Pass ? "pass" : "below";
}
