using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace ActiveActive.SiteLink;

/// <summary>
/// How a certificate says which site its holder belongs to: one subject alternative name of type URI,
/// <c>urn:activeactive:site:{site}</c>. Host names are not the identity, so that a link works through a load balancer and survives a change of
/// address; whoever holds a certificate of the authority for site <c>b</c> speaks for site <c>b</c>.
/// </summary>
public static class SiteIdentity
{
    /// <summary>What the URI begins with; the rest is the site id.</summary>
    public const string UriPrefix = "urn:activeactive:site:";

    private const string SubjectAlternativeNameOid = "2.5.29.17";
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    /// <summary>The URI that names <paramref name="site"/> in a certificate.</summary>
    public static Uri UriOf(SiteId site) => new(UriPrefix + site.Value);

    /// <summary>
    /// Reads the site from a certificate; false when it names none, more than one, or something that is not a site id. Says nothing about
    /// whether the certificate is to be trusted.
    /// </summary>
    public static bool TryRead(X509Certificate2 certificate, out SiteId site, [NotNullWhen(false)] out string? problem)
    {
        site = default;
        problem = null;
        try
        {
            foreach (var extension in certificate.Extensions)
            {
                if (extension.Oid?.Value != SubjectAlternativeNameOid) continue;
                foreach (var uri in ReadUris(extension.RawData))
                {
                    if (!uri.StartsWith(UriPrefix, StringComparison.Ordinal)) continue;
                    if (!site.IsNone) return Fail(out site, out problem, "names more than one site");
                    if (!SiteId.TryParse(uri[UriPrefix.Length..], out site)) return Fail(out site, out problem, "names a site id that is not legal");
                }
            }
        }
        catch (AsnContentException)
        {
            return Fail(out site, out problem, "has alternative names that cannot be read");
        }

        return !site.IsNone || Fail(out site, out problem, $"names no site ({UriPrefix}…)");
    }

    private static bool Fail(out SiteId site, out string problem, string what)
    {
        site = default;
        problem = what;
        return false;
    }

    private static IEnumerable<string> ReadUris(byte[] extension)
    {
        var names = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            if (names.PeekTag().HasSameClassAndValue(UriTag)) yield return names.ReadCharacterString(UniversalTagNumber.IA5String, UriTag);
            else names.ReadEncodedValue();
        }
    }
}
