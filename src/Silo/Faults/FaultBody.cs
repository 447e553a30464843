using System.Text.Json;

namespace ActiveActive.Silo;

/// <summary>Reads the body of a fault request.</summary>
internal static class FaultBody
{
    /// <summary>Handles a legal body; answers 400 with the field named to any other.</summary>
    public static async Task<IResult> HandleAsync<T>(HttpContext http, Func<T, IResult> handle) where T : class
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync<T>(http.Request.Body, JsonSerializerOptions.Web, http.RequestAborted);
            return body is null ? FaultDuration.Invalid("body", "is null.") : handle(body);
        }
        catch (InvalidRequestException error)
        {
            return FaultDuration.Invalid(error.Field, error.Message);
        }
        catch (JsonException error)
        {
            return FaultDuration.Invalid(error.Path?.TrimStart('$', '.') is { Length: > 0 } field ? field : "body", "is not legal JSON of this request.");
        }
    }
}
