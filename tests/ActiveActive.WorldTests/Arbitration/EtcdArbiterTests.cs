namespace ActiveActive.WorldTests.Arbitration;

public sealed class EtcdArbiterTests(EtcdCluster cluster) : ArbiterClusterTests(cluster), IClassFixture<EtcdCluster>;
