namespace OrleansFederation.Identity;

/// <summary>What a site joins with.</summary>
/// <param name="Code">The code of its invitation.</param>
/// <param name="PublicKey">Its public key on P-256, as SubjectPublicKeyInfo.</param>
/// <param name="Signature">The code's UTF-8 bytes, signed with the key (ECDSA, SHA-256, P1363), which shows that the site holds it.</param>
/// <param name="CertificateRequest">A certificate request in PEM for the connections between silos; null where none is wanted.</param>
[GenerateSerializer, Immutable, Alias("of.site-join")]
public sealed record SiteJoin(
    [property: Id(0)] string Code,
    [property: Id(1)] byte[] PublicKey,
    [property: Id(2)] byte[] Signature,
    [property: Id(3)] string? CertificateRequest)
{
    /// <summary>Names the message without its code: messages are written into logs of the lowest level by this text.</summary>
    public override string ToString() => nameof(SiteJoin);
}
