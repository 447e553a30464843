using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace ActiveActive.Tests.Gateway;

/// <summary>An answer of the gateway, read whole.</summary>
internal sealed record Answer(int Status, JsonElement Body, string? MediaType, HttpResponseHeaders Headers)
{
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;

    public string? Text(string member) => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(member, out var value) ? value.ToString() : null;

    public override string ToString() => $"{Status} {MediaType} {(Body.ValueKind == JsonValueKind.Undefined ? "" : Body.GetRawText())}";

    /// <summary>Sends a request with a JSON body and headers written as <c>Name: value</c>.</summary>
    public static async Task<Answer> SendAsync(HttpClient http, string method, string path, string? json = null, params string[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (json is not null)
        {
            request.Content = new StringContent(json);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        foreach (var header in headers)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            request.Headers.TryAddWithoutValidation(header[..colon], header[(colon + 1)..].Trim());
        }

        return await SendAsync(http, request);
    }

    public static async Task<Answer> SendAsync(HttpClient http, HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var media = response.Content.Headers.ContentType?.MediaType;
        var isJson = media?.EndsWith("json", StringComparison.Ordinal) ?? false;
        return new Answer((int)response.StatusCode, isJson && bytes.Length > 0 ? JsonDocument.Parse(bytes).RootElement.Clone() : default, media, response.Headers);
    }
}
