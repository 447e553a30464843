using System.CommandLine;
using System.Globalization;
using ActiveActive.Client.Shop;
using ActiveActive.Client.Terminal;
using global::Shop.Contracts;
using Spectre.Console;

namespace ActiveActive.Client.Commands;

/// <summary><c>shop …</c>: one call of the contract a command, showing which site served it and why.</summary>
internal sealed class ShopCommands
{
    private readonly CommonOptions _common;
    private readonly Option<string?> _prefer = new("--prefer-site") { Description = "site that should serve the call while it is healthy", HelpName = "SITE", Recursive = true };
    private readonly Option<string?> _key = new("--idempotency-key") { Description = "names the change: the same key again takes effect once", HelpName = "KEY", Recursive = true };
    private readonly Option<string?> _session = new("--session") { Description = "token of an earlier call, to read what it wrote", HelpName = "TOKEN", Recursive = true };
    private readonly Option<long?> _staleness = new("--max-staleness") { Description = "oldest replicated state to accept", HelpName = "MILLISECONDS", Recursive = true };
    private readonly Option<bool> _duplicate = new("--allow-duplicate") { Description = "let a replicated write be repeated in the other site", Recursive = true };

    private ShopCommands(CommonOptions common) => _common = common;

    public static Command Create(CommonOptions common)
    {
        var shop = new ShopCommands(common);
        var command = new Command("shop", "Shop: products, carts, stock and orders.");
        foreach (var option in new Option[] { shop._prefer, shop._key, shop._session, shop._staleness, shop._duplicate }) command.Options.Add(option);
        foreach (var sub in shop.Commands()) command.Subcommands.Add(sub);
        return command;
    }

    private IEnumerable<Command> Commands()
    {
        var sku = Key("SKU", "key of the product");
        var cart = Key("CART", "id of the cart");
        yield return Browse();
        yield return PutProduct();
        yield return Make("add", "Put a quantity of a product into a cart.", [cart, sku, Quantity(1)], (p, client, call, stop) =>
            Run(p, client.AddToCartAsync(Value(p, cart), new CartLine(Value(p, sku), p.GetValue<long>("QUANTITY")), call, stop), ShowCart));
        yield return Make("remove", "Take a product out of a cart.", [cart, sku], (p, client, call, stop) =>
            Run(p, client.RemoveFromCartAsync(Value(p, cart), Value(p, sku), call, stop), ShowCart));
        yield return Make("cart", "Show a cart.", [cart], (p, client, call, stop) => Run(p, client.GetCartAsync(Value(p, cart), call, stop), ShowCart));
        yield return Stock();
        yield return Reserve();
        var reservation = Key("ID", "id of the reservation");
        yield return Make("release", "Give a reservation back.", [sku, reservation], (p, client, call, stop) =>
            Run(p, client.ReleaseAsync(Value(p, sku), Value(p, reservation), call, stop), ShowStock));
        yield return Checkout();
        var order = Key("ORDER", "id of the order");
        yield return Make("order", "Show an order.", [order], (p, client, call, stop) => Run(p, client.GetOrderAsync(Value(p, order), call, stop), ShowOrder));
        yield return Make("view", "Look at a product page: counts one view.", [sku], (p, client, call, stop) =>
            Run(p, client.AddViewAsync(Value(p, sku), call, stop), ShowViews));
        yield return Make("views", "Show how often a product page was looked at.", [sku], (p, client, call, stop) =>
            Run(p, client.GetViewsAsync(Value(p, sku), call, stop), ShowViews));
    }

    private Command Browse()
    {
        var sku = new Argument<string?>("SKU") { Description = "key of one product; without it the catalogue is listed", Arity = ArgumentArity.ZeroOrOne };
        var limit = new Option<int>("--limit") { Description = "most products to list", HelpName = "N", DefaultValueFactory = _ => 50 };
        var command = Make("browse", "Show the catalogue, or one product.", [sku], (p, client, call, stop) => p.GetValue(sku) is { } one
            ? Run(p, client.GetProductAsync(one, call, stop), (console, product) => ShowProducts(console, new ProductPage([product], null)))
            : Run(p, client.ListProductsAsync(p.GetValue(limit), null, call, stop), ShowProducts));
        command.Options.Add(limit);
        return command;
    }

    private Command PutProduct()
    {
        var sku = Key("SKU", "key of the product");
        var name = new Argument<string>("NAME") { Description = "display name" };
        var price = new Argument<decimal>("PRICE") { Description = "price with at most two decimals, e.g. 12.50", CustomParser = Price };
        return Make("put-product", "Create a product or replace its name and price.", [sku, name, price], (p, client, call, stop) => Run(
            p,
            client.PutProductAsync(Value(p, sku), new ProductDetails(p.GetValue(name)!, (long)(p.GetValue(price) * 100)), call, stop),
            (console, product) => ShowProducts(console, new ProductPage([product], null))));
    }

    private Command Stock()
    {
        var sku = Key("SKU", "key of the product");
        var set = new Option<long?>("--set") { Description = "set the quantity on hand", HelpName = "QUANTITY" };
        var command = Make("stock", "Show the stock of a product, or set it.", [sku], (p, client, call, stop) =>
            Run(p, p.GetValue(set) is { } onHand ? client.SetStockAsync(Value(p, sku), onHand, call, stop) : client.GetStockAsync(Value(p, sku), call, stop), ShowStock));
        command.Options.Add(set);
        return command;
    }

    private Command Reserve()
    {
        var sku = Key("SKU", "key of the product");
        var id = new Option<string?>("--id") { Description = "id of the reservation: the same id again reserves once (default: a new one)", HelpName = "ID" };
        var command = Make("reserve", "Reserve a quantity of a product.", [sku, Quantity(1)], (p, client, call, stop) => Run(
            p,
            client.ReserveAsync(Value(p, sku), p.GetValue(id) ?? NewId("reservation"), p.GetValue<long>("QUANTITY"), call, stop),
            (console, held) =>
            {
                console.WriteLine($"reservation {held.ReservationId}: {held.Quantity}{(held.Created ? "" : " (held already)")}");
                ShowStock(console, held.Stock);
            }));
        command.Options.Add(id);
        return command;
    }

    private Command Checkout()
    {
        var cart = Key("CART", "id of the cart");
        var id = new Option<string?>("--order") { Description = "id of the order: the same id again orders once (default: a new one)", HelpName = "ID" };
        var command = Make("checkout", "Order what is in a cart, all or nothing.", [cart], (p, client, call, stop) =>
            Run(p, client.PlaceOrderAsync(p.GetValue(id) ?? NewId("order"), Value(p, cart), call, stop), ShowOrder));
        command.Options.Add(id);
        return command;
    }

    private Command Make(string name, string description, Argument[] arguments, Func<ParseResult, ShopHttpClient, ShopCallOptions, CancellationToken, Task> act)
    {
        var command = new Command(name, description);
        foreach (var argument in arguments) command.Arguments.Add(argument);
        command.SetAction(async (parsed, stop) =>
        {
            using var client = _common.Shop(parsed, parsed.GetValue(_session));
            await act(parsed, client, Wishes(parsed), stop).ConfigureAwait(false);
            return ClientProgram.Ok;
        });
        return command;
    }

    private ShopCallOptions Wishes(ParseResult parsed) => new()
    {
        Operation = parsed.GetValue(_key) is { } key
            ? OperationId.TryParse(key, out var id) ? id : throw new World.UsageException($"--idempotency-key takes 1 to {OperationId.MaxBytes} bytes without control characters.")
            : default,
        PreferSite = parsed.GetValue(_prefer),
        MaxStaleness = parsed.GetValue(_staleness) is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
        AllowDuplicate = parsed.GetValue(_duplicate),
    };

    private async Task Run<T>(ParseResult parsed, Task<ShopAnswer<T>> sent, Action<IAnsiConsole, T> show)
    {
        var answer = await sent.ConfigureAwait(false);
        var served = answer.Served;
        _common.Screen(parsed).Show(
            new
            {
                value = answer.Value,
                created = answer.Created,
                served = new { served.Site, served.Reason, served.Gateway, served.Attempts, milliseconds = Math.Round(served.Elapsed.TotalMilliseconds, 3), served.MayBeDuplicate },
            },
            console =>
            {
                show(console, answer.Value);
                var tries = served.Attempts == 1 ? "" : $", {served.Attempts} attempts";
                console.WriteLine($"served by site {served.Site} ({served.Reason}) through {served.Gateway} in {served.Elapsed.TotalMilliseconds:0.0} ms{tries}");
                if (served.MayBeDuplicate) console.WriteLine("an earlier attempt may have been applied in the other site as well");
            });
    }

    private static Argument<string> Key(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(result =>
        {
            var bytes = System.Text.Encoding.UTF8.GetByteCount(result.Tokens.Count == 0 ? "" : result.Tokens[0].Value);
            if (bytes is 0 or > ShopLimits.KeyBytes) result.AddError($"{name} takes 1 to {ShopLimits.KeyBytes} bytes.");
        });
        return argument;
    }

    private static Argument<long> Quantity(long usual)
    {
        var argument = new Argument<long>("QUANTITY") { Description = $"1 to {ShopLimits.Quantity}", DefaultValueFactory = _ => usual, Arity = ArgumentArity.ZeroOrOne };
        argument.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.Tokens.Count == 0) return;
            if (!long.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var quantity) || quantity is < 1 or > ShopLimits.Quantity)
                result.AddError($"QUANTITY takes 1 to {ShopLimits.Quantity}.");
        });
        return argument;
    }

    private static decimal Price(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price) && price <= ShopLimits.PriceCents / 100m && decimal.Round(price, 2) == price)
            return price;
        result.AddError($"PRICE takes 0 to {ShopLimits.PriceCents / 100} with at most two decimals, e.g. 12.50; '{text}' is not that.");
        return 0;
    }

    private static string Value(ParseResult parsed, Argument<string> argument) => parsed.GetValue(argument)!;

    private static string NewId(string kind) => $"{kind}-{Guid.NewGuid():N}";

    private static void ShowProducts(IAnsiConsole console, ProductPage page)
    {
        var table = Tables.New("sku", "name", ">price", ">version");
        foreach (var product in page.Items) table.AddRow(Tables.Text(product.Sku), Tables.Text(product.Name), Tables.Text(Cents(product.PriceCents)), Tables.Text(product.Version));
        console.Write(table);
        if (page.Next is not null) console.WriteLine("there are more: raise --limit");
    }

    private static void ShowCart(IAnsiConsole console, Cart cart)
    {
        var table = Tables.New("sku", ">quantity");
        foreach (var line in cart.Items) table.AddRow(Tables.Text(line.Sku), Tables.Text(line.Quantity));
        console.Write(table);
        console.WriteLine(cart.Items.Count == 0 ? $"the cart is empty, version {cart.Version}" : $"version {cart.Version}");
    }

    private static void ShowStock(IAnsiConsole console, StockLevel stock)
    {
        var table = Tables.New(">on hand", ">reserved", ">available", ">version", ">epoch", "owner");
        table.AddRow(Tables.Text(stock.OnHand), Tables.Text(stock.Reserved), Tables.Text(stock.Available), Tables.Text(stock.Version), Tables.Text(stock.Epoch), Tables.Text(stock.Owner));
        console.Write(table);
    }

    private static void ShowOrder(IAnsiConsole console, Order order)
    {
        console.WriteLine($"order {order.OrderId} of cart {order.Cart}: {order.Status.ToString().ToLowerInvariant()}{(order.Reason is null ? "" : $", {order.Reason}")}");
        var table = Tables.New("sku", ">quantity", ">unit price", ">sum");
        foreach (var line in order.Lines)
            table.AddRow(Tables.Text(line.Sku), Tables.Text(line.Quantity), Tables.Text(Cents(line.UnitPriceCents)), Tables.Text(Cents(line.Quantity * line.UnitPriceCents)));
        console.Write(table);
        console.WriteLine($"total {Cents(order.TotalCents)}");
    }

    private static void ShowViews(IAnsiConsole console, ProductViews views) => console.WriteLine($"{views.Sku}: {views.Views} views");

    private static string Cents(long cents) => (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
