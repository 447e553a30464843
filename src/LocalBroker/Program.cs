using ActiveActive.LocalBroker;

return await BrokerCommand.RunAsync(args, Console.Out, Console.Error);
