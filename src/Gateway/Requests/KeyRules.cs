using System.Text;
using Shop.Contracts;

namespace ActiveActive.Gateway.Requests;

/// <summary>What a key (SKU, cart, order, reservation) may be: 1 to <see cref="ShopLimits.KeyBytes"/> bytes of UTF-8, not all of them
/// spaces, without control characters.</summary>
internal static class KeyRules
{
    /// <summary>Returns the key when it is legal.</summary>
    /// <exception cref="InvalidRequestException">It is not.</exception>
    public static string Check(string field, string key)
    {
        if (string.IsNullOrWhiteSpace(key)) throw new InvalidRequestException(field, $"{field} is empty.");
        if (key.Length > ShopLimits.KeyBytes || Encoding.UTF8.GetByteCount(key) > ShopLimits.KeyBytes)
            throw new InvalidRequestException(field, $"{field} is longer than {ShopLimits.KeyBytes} bytes of UTF-8.");
        if (key.Any(char.IsControl)) throw new InvalidRequestException(field, $"{field} has control characters.");
        return key;
    }
}
