using ActiveActive.SiteLink;

namespace ActiveActive.Tests.SiteLink;

/// <summary>X1: who may speak, decided on what is proven and what is claimed.</summary>
public sealed class LinkAdmissionTests
{
    private static readonly SiteId A = SiteId.Parse("a");
    private static readonly LinkAdmission Admission = new(SiteId.Parse("b"), "shop", new HashSet<SiteId> { A });

    [Fact]
    public void Peer_AsItClaims_IsAdmitted() => Assert.Null(Admission.Refuse(A, new("1", "shop", "a", "b")));

    [Theory]
    [InlineData("a", "2", "shop", "a", "b", SiteLinkRefusal.Protocol)]
    [InlineData("a", null, null, null, null, SiteLinkRefusal.Protocol)]
    [InlineData("a", "1", "shop", "c", "b", SiteLinkRefusal.Site)]
    [InlineData("c", "1", "shop", "a", "b", SiteLinkRefusal.Site)]
    [InlineData("a", "1", "other", "a", "b", SiteLinkRefusal.ServiceId)]
    [InlineData("a", "1", null, "a", "b", SiteLinkRefusal.ServiceId)]
    [InlineData("a", "1", "shop", "a", "c", SiteLinkRefusal.WrongTarget)]
    [InlineData("c", "1", "shop", "c", "b", SiteLinkRefusal.NotAPeer)]
    [InlineData("b", "1", "shop", "b", "b", SiteLinkRefusal.NotAPeer)]
    public void Claim_AnyOfThemWrong_IsRefusedForThatReason(
        string proven, string? protocol, string? service, string? site, string? target, SiteLinkRefusal expected) =>
        Assert.Equal(expected, Admission.Refuse(SiteId.Parse(proven), new(protocol, service, site, target))?.Reason);
}
