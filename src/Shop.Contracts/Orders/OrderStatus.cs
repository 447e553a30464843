using System.Text.Json.Serialization;

namespace Shop.Contracts;

/// <summary>How far an order is.</summary>
[GenerateSerializer, Alias("shop.OrderStatus")]
[JsonConverter(typeof(JsonStringEnumConverter<OrderStatus>))]
public enum OrderStatus
{
    /// <summary>Frozen; its lines are being reserved.</summary>
    [JsonStringEnumMemberName("pending")] Pending = 0,

    /// <summary>Every line is reserved. Final.</summary>
    [JsonStringEnumMemberName("confirmed")] Confirmed = 1,

    /// <summary>Some line could not be had; everything was given back. Final.</summary>
    [JsonStringEnumMemberName("rejected")] Rejected = 2,
}
