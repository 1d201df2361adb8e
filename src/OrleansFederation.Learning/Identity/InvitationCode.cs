using System.Security.Cryptography;
using System.Text;

namespace OrleansFederation.Identity;

/// <summary>Codes that invite sites: <c>SITE.SECRET</c>, with 128 random bits.</summary>
public static class InvitationCode
{
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int Letters = 26;

    /// <summary>Makes a code.</summary>
    /// <param name="site">The site.</param>
    public static string New(string site) => $"{site}.{RandomNumberGenerator.GetString(Alphabet, Letters)}";

    /// <summary>Gives the site that a code names.</summary>
    /// <param name="code">The code.</param>
    /// <returns>The site; null where the text is no code.</returns>
    public static string? SiteOf(string code) =>
        code.LastIndexOf('.') is > 0 and var dot && Naming.Names.IsValid(code[..dot]) && code.Length - dot - 1 == Letters ? code[..dot] : null;

    /// <summary>Gives what is kept of a code. It has too many random bits to be guessed, so that a plain hash hides it.</summary>
    /// <param name="code">The code.</param>
    public static string Hash(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
