using System.Text.Json;
using System.Text.Json.Serialization;
using global::Shop.Contracts;

namespace ActiveActive.Client.Shop;

/// <summary>Serializer contract of the shop calls.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Product))]
[JsonSerializable(typeof(ProductPage))]
[JsonSerializable(typeof(ProductViews))]
[JsonSerializable(typeof(ProductDetails))]
[JsonSerializable(typeof(Cart))]
[JsonSerializable(typeof(CartLine))]
[JsonSerializable(typeof(StockLevel))]
[JsonSerializable(typeof(StockQuantity))]
[JsonSerializable(typeof(ReservationRequest))]
[JsonSerializable(typeof(ReservationResult))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(OrderRequest))]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ShopJson : JsonSerializerContext;
