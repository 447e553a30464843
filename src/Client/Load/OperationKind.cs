namespace ActiveActive.Client.Load;

/// <summary>What a shopper does.</summary>
public enum OperationKind
{
    /// <summary>Looks a product up.</summary>
    Browse,

    /// <summary>Opens a product page: counts a view.</summary>
    View,

    /// <summary>Puts a product into the cart.</summary>
    Add,

    /// <summary>Takes a product out of the cart.</summary>
    Remove,

    /// <summary>Looks at the cart.</summary>
    Cart,

    /// <summary>Looks at the stock of a product.</summary>
    Stock,

    /// <summary>Orders what is in the cart, and begins a new one.</summary>
    Checkout,
}
