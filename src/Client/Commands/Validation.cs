using System.CommandLine;
using System.Globalization;

namespace ActiveActive.Client.Commands;

/// <summary>Ranges of options, checked before a command runs.</summary>
internal static class Validation
{
    /// <summary>Refuses a value outside the range with a sentence that names option, range and value.</summary>
    public static void Between<T>(this Option<T> option, T least, T most, string unit = "") where T : IComparable<T> =>
        option.Validators.Add(result => Check(option, result, value => value is not null && (value.CompareTo(least) < 0 || value.CompareTo(most) > 0), least, most, unit));

    /// <inheritdoc cref="Between{T}(Option{T},T,T,string)"/>
    public static void BetweenIfGiven<T>(this Option<T?> option, T least, T most, string unit = "") where T : struct, IComparable<T> =>
        option.Validators.Add(result => Check(option, result, value => value is { } given && (given.CompareTo(least) < 0 || given.CompareTo(most) > 0), least, most, unit));

    private static void Check<T, TLimit>(
        Option<T> option, System.CommandLine.Parsing.OptionResult result, Func<T?, bool> isOutside, TLimit least, TLimit most, string unit)
    {
        T? value;
        try
        {
            value = result.GetValueOrDefault<T>();
        }
        catch (InvalidOperationException)
        {
            // Not such a value at all: the parser says so itself.
            return;
        }

        if (isOutside(value)) result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} takes {least} to {most}{unit}; {value} is not that."));
    }
}
