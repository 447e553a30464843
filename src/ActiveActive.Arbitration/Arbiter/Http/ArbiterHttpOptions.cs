namespace ActiveActive.Arbitration;

/// <summary>How an arbiter behind HTTP is reached: which members, and how long a call may take.</summary>
public abstract class ArbiterHttpOptions
{
    /// <summary>
    /// Addresses of <em>all</em> members, those of other places too: when the own member is cut off from the leader it is useless, while the
    /// third place may still have a majority. 1 to 9 absolute http or https addresses. Required.
    /// </summary>
    public IList<Uri> Endpoints { get; init; } = [];

    /// <summary>How long one call may take over all members. Default 1 s; longer than <see cref="AttemptTimeout"/>. A renewal that has not
    /// succeeded by then is made anew.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long one member may take before the next one is asked. Default 400 ms. Applies to reads, and to commits only until their first byte
    /// leaves: from then on the commit waits for <see cref="RequestTimeout"/> and is never sent to another member.
    /// </summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Most connections to one member; further calls wait within their deadline. Default 16.</summary>
    public int MaxConnectionsPerMember { get; set; } = 16;

    /// <summary>How long one observation stays with one member before it is made anew, which ends a silent one. Default 30 s.</summary>
    public TimeSpan ObserveRefresh { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Authority of the members' certificates, a PEM file. Default: the machine's own authorities.</summary>
    public string? AuthorityFile { get; set; }

    /// <summary>Client certificate, a PEM file; together with <see cref="PrivateKeyFile"/>. Default: none.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>Key of the client certificate, a PEM file.</summary>
    public string? PrivateKeyFile { get; set; }

    /// <summary>Throws when the options cannot work; the message names the option, its value and the remedy.</summary>
    /// <exception cref="ArgumentException">They cannot.</exception>
    public virtual void Validate()
    {
        if (Endpoints.Count is 0 or > 9)
            throw new ArgumentException($"Endpoints has {Endpoints.Count} addresses; list every member of the arbiter, 1 to 9.");
        foreach (var endpoint in Endpoints)
            if (!endpoint.IsAbsoluteUri || endpoint.Scheme is not ("http" or "https"))
                throw new ArgumentException($"Endpoints contains '{endpoint}'; write an absolute http or https address.");
        if (AttemptTimeout <= TimeSpan.Zero || RequestTimeout <= AttemptTimeout)
            throw new ArgumentException($"AttemptTimeout {AttemptTimeout} must be positive and below RequestTimeout {RequestTimeout}, or no second member is ever asked.");
        if (ObserveRefresh <= TimeSpan.Zero) throw new ArgumentException($"ObserveRefresh {ObserveRefresh} must be positive.");
        if (MaxConnectionsPerMember < 1) throw new ArgumentException($"MaxConnectionsPerMember {MaxConnectionsPerMember} must be at least 1.");
        if (CertificateFile is null != PrivateKeyFile is null)
            throw new ArgumentException("CertificateFile and PrivateKeyFile belong together; set both or neither.");
    }
}
