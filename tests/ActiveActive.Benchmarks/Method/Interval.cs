namespace ActiveActive.Benchmarks.Method;

/// <summary>A geometric mean with its bootstrap interval.</summary>
/// <param name="Mean">Geometric mean.</param>
/// <param name="Low">Lower bound of the 95 % interval.</param>
/// <param name="High">Upper bound.</param>
internal readonly record struct Interval(double Mean, double Low, double High)
{
    private const int Resamples = 2000;

    /// <summary>Percentile bootstrap of the mean of logarithms (Efron and Tibshirani, An Introduction to the Bootstrap, ch. 13).</summary>
    public static Interval Of(IReadOnlyList<double> ratios, Random chance)
    {
        var logs = ratios.Select(r => Math.Log(r)).ToArray();
        var means = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            var sum = 0.0;
            for (var k = 0; k < logs.Length; k++) sum += logs[chance.Next(logs.Length)];
            means[i] = sum / logs.Length;
        }

        Array.Sort(means);
        return new Interval(Math.Exp(logs.Average()), Math.Exp(means[(int)(Resamples * 0.025)]), Math.Exp(means[(int)(Resamples * 0.975)]));
    }

    public override string ToString() => FormattableString.Invariant($"{Mean:0.000} [{Low:0.000}, {High:0.000}]");
}
