using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansFederation.Errors;

namespace OrleansFederation.Identity;

/// <summary>
/// What silos of one cluster show one another. Whoever lacks it is a caller from outside, whatever a message says of its sender: Orleans'
/// source of a call is what the sender says of himself.
/// </summary>
internal sealed class ClusterSecret
{
    /// <summary>The shortest secret.</summary>
    public const int Shortest = 32;

    /// <summary>The name under which the proof travels with a call.</summary>
    public const string Key = "of.silo";

    private const int RandomBytes = 32;

    public ClusterSecret(IOptions<IdentityOptions> options, IOptions<ClusterOptions> cluster)
    {
        var secret = Read(options.Value);
        var key = secret.Length == 0 ? RandomNumberGenerator.GetBytes(RandomBytes) : Encoding.UTF8.GetBytes(secret);
        Proof = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{Key}/{cluster.Value.ClusterId}")));
    }

    /// <summary>The proof: derived, so that the secret itself is in no message.</summary>
    public string Proof { get; }

    /// <summary>Tells whether something is the proof, without telling by its time how near it came.</summary>
    public bool IsProof(object? shown) =>
        ReferenceEquals(shown, Proof)
        || (shown is string text && CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(text.AsSpan()), MemoryMarshal.AsBytes(Proof.AsSpan())));

    private static string Read(IdentityOptions options)
    {
        if (options.ClusterSecretFile.Length == 0)
        {
            return options.ClusterSecret;
        }

        try
        {
            return File.ReadAllText(options.ClusterSecretFile).Trim() is { Length: >= Shortest } secret
                ? secret
                : throw FederationErrors.KeyUnusable.Exception(
                    options.ClusterSecretFile, $"the cluster's secret has fewer than {Shortest} characters", "Make one with: openssl rand -base64 48.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw FederationErrors.KeyUnusable.Exception(options.ClusterSecretFile, fault.Message, "Give a readable file with the cluster's secret.");
        }
    }
}
