namespace OrleansFederation.Identity;

/// <summary>What a site sends to join, as JSON.</summary>
/// <param name="Code">The code of its invitation.</param>
/// <param name="PublicKey">Its public key on P-256, as SubjectPublicKeyInfo in base64.</param>
/// <param name="Signature">The code, signed with the key (ECDSA, SHA-256, P1363), in base64.</param>
/// <param name="CertificateRequest">A certificate request in PEM; null where none is wanted.</param>
public sealed record EnrolmentRequest(string Code, byte[] PublicKey, byte[] Signature, string? CertificateRequest)
{
    /// <summary>Names the request without its code.</summary>
    public override string ToString() => nameof(EnrolmentRequest);
}
