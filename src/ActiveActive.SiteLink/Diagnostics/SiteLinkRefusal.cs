namespace ActiveActive.SiteLink;

/// <summary>Why somebody who dialled this silo's end of the site link was refused.</summary>
public enum SiteLinkRefusal
{
    /// <summary>No certificate, one that does not lead to the configured authority, or one that is not valid now.</summary>
    Certificate = 1,

    /// <summary>The certificate names no site, or not the site the caller claims.</summary>
    Site = 2,

    /// <summary>The caller's site is not configured as a peer, or is the own one.</summary>
    NotAPeer = 3,

    /// <summary>The caller belongs to another installation.</summary>
    ServiceId = 4,

    /// <summary>The caller meant to reach another site.</summary>
    WrongTarget = 5,

    /// <summary>The caller speaks another version of the protocol.</summary>
    Protocol = 6,
}
