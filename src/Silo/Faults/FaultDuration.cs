namespace ActiveActive.Silo;

/// <summary>Bounds of a fault's duration and the answer to a request beyond them.</summary>
internal static class FaultDuration
{
    public const double DefaultSeconds = 30;
    private const double MinSeconds = 0.1;
    private const double MaxSeconds = 600;

    public static IResult? Validate(double seconds) =>
        seconds is >= MinSeconds and <= MaxSeconds ? null : Invalid("durationSeconds", $"is {seconds}; {MinSeconds} to {MaxSeconds} is legal.");

    public static IResult Invalid(string field, string detail) => Results.Problem(
        $"{field} {detail}", type: ErrorSlugs.InvalidRequest, title: "The request is not legal", statusCode: StatusCodes.Status400BadRequest,
        extensions: [KeyValuePair.Create("field", (object?)field)]);
}
