namespace ActiveActive.LocalBroker.Protocol;

/// <summary>The error codes of the Kafka protocol that this broker answers with.</summary>
internal enum ErrorCode : short
{
    None = 0,
    OffsetOutOfRange = 1,
    CorruptMessage = 2,
    UnknownTopicOrPartition = 3,
    MessageTooLarge = 10,
    InvalidTopic = 17,
    UnsupportedSaslMechanism = 33,
    IllegalSaslState = 34,
    UnsupportedVersion = 35,
    TopicAlreadyExists = 36,
    InvalidPartitions = 37,
    InvalidReplicationFactor = 38,
    InvalidConfig = 40,
    InvalidRequest = 42,
    UnsupportedForMessageFormat = 43,
    PolicyViolation = 44,
    OutOfOrderSequence = 45,
    DuplicateSequence = 46,
    InvalidProducerEpoch = 47,
    TransactionalIdAuthorizationFailed = 53,
    StorageError = 56,
    SaslAuthenticationFailed = 58,
    UnknownProducerId = 59,
    FetchSessionNotFound = 70,
    InvalidRecord = 87,
    UnknownTopicId = 100,
}
