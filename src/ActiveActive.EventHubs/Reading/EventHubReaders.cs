using ActiveActive.EventHubs.Checkpoints;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;

namespace ActiveActive.EventHubs.Reading;

/// <summary>What the readers of all partitions of one provider share.</summary>
internal sealed record EventHubReaders(
    string Provider, EventHubStreamOptions Options, HubConsumer Consumer, ICheckpointStore Store, CheckpointWriter Checkpoints,
    IHubFailurePolicy? Application, Serializer Serializer, EventHubMetrics Metrics, TimeProvider Time, ILogger Logger);
