using System.Text;
using ActiveActive;
using Shop.Contracts;

namespace Shop.Grains;

/// <summary>Checks what callers send against <see cref="ShopLimits"/>. A gateway checks too; a grain does not rely on it.</summary>
internal static class ShopRules
{
    /// <exception cref="InvalidRequestException">Not a legal key.</exception>
    public static void CheckKey(string field, string? key)
    {
        if (string.IsNullOrEmpty(key)) throw new InvalidRequestException(field, $"{field} is empty.");
        if (Encoding.UTF8.GetByteCount(key) > ShopLimits.KeyBytes)
            throw new InvalidRequestException(field, $"{field} is longer than {ShopLimits.KeyBytes} bytes.");
        if (key.Any(char.IsControl)) throw new InvalidRequestException(field, $"{field} has control characters.");
    }

    /// <exception cref="InvalidRequestException">Not a legal quantity.</exception>
    public static void CheckQuantity(string field, long quantity, long least)
    {
        if (quantity < least || quantity > ShopLimits.Quantity)
            throw new InvalidRequestException(field, $"{field} is {quantity}; {least} to {ShopLimits.Quantity} is legal.");
    }

    /// <exception cref="InvalidRequestException">A detail is out of range.</exception>
    public static void Check(ProductDetails? details)
    {
        if (details is null) throw new InvalidRequestException("details", "details are missing.");
        if (string.IsNullOrWhiteSpace(details.Name) || details.Name.Length > ShopLimits.NameLength || details.Name.Any(char.IsControl))
            throw new InvalidRequestException("name", $"name is 1 to {ShopLimits.NameLength} characters without control characters.");
        if (details.PriceCents is < 0 or > ShopLimits.PriceCents)
            throw new InvalidRequestException("priceCents", $"priceCents is {details.PriceCents}; 0 to {ShopLimits.PriceCents} is legal.");
    }
}
