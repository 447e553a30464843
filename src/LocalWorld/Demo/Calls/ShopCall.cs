using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ActiveActive.LocalWorld.Demo.Calls;

/// <summary>One call of the HTTP contract, as its caller means it.</summary>
internal sealed record ShopCall
{
    /// <summary>HTTP method.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>Path below the gateway's address.</summary>
    public required string Path { get; init; }

    /// <summary>JSON body; null for none.</summary>
    public JsonObject? Body { get; init; }

    /// <summary>Names the intended change; null for a read.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The site the caller would like; null for the gateway's own.</summary>
    public string? PreferSite { get; init; }

    /// <summary>A read.</summary>
    public static ShopCall Get(string path, string? preferSite = null) => new() { Method = HttpMethod.Get, Path = path, PreferSite = preferSite };

    /// <summary>A write.</summary>
    public static ShopCall Write(HttpMethod method, string path, JsonObject? body, string key, string? preferSite = null) =>
        new() { Method = method, Path = path, Body = body, IdempotencyKey = key, PreferSite = preferSite };

    /// <summary>The request to send to a gateway.</summary>
    public HttpRequestMessage ToRequest(string gateway)
    {
        var request = new HttpRequestMessage(Method, gateway + Path);
        if (Body is not null) request.Content = JsonContent.Create(Body);
        if (IdempotencyKey is not null) request.Headers.Add("Idempotency-Key", IdempotencyKey);
        if (PreferSite is not null) request.Headers.Add("Prefer-Site", PreferSite);
        return request;
    }
}
