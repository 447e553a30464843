namespace Shop.Grains;

/// <summary>What an order needs done next.</summary>
internal enum OrderStep
{
    /// <summary>Nothing: it was never placed.</summary>
    Place = 0,

    /// <summary>Reserve every line.</summary>
    Reserve = 1,

    /// <summary>Give every reservation back.</summary>
    Release = 2,

    /// <summary>Nothing: it is final.</summary>
    Nothing = 3,
}
