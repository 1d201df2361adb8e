namespace OrleansFederation.Errors;

public static partial class FederationErrors
{
    /// <summary>A profile that does not exist.</summary>
    public static readonly FederationError ProfileNotFound = new("FED2042", "Profile not found",
        "A profile was named that the profiles file does not hold.",
        "`fed profile list` shows the profiles; `fed profile add NAME --gateway HOST:PORT` makes one.", ExitCodes.NotFound, 404);

    /// <summary>The profiles file cannot be read.</summary>
    public static readonly FederationError ProfilesUnusable = new("FED2043", "The profiles file cannot be used",
        "The file of profiles is not what the platform writes, may not be read, or cannot be written.",
        "Mend the file by hand or move it away and add the profiles again.", ExitCodes.Usage, 400);

    /// <summary>A profile has a value that cannot be.</summary>
    public static readonly FederationError ProfileInvalid = new("FED2044", "Invalid connection profile",
        "A profile lacks a gateway or has a value that is none: a gateway is HOST:PORT, an HTTP address begins with http:// or https://, and TLS needs authority, certificate and key together.",
        "Give the value in the form shown by `fed profile add --help`.", ExitCodes.Usage, 400);

    /// <summary>A profile of that name exists.</summary>
    public static readonly FederationError ProfileExists = new("FED2045", "The profile exists already",
        "Adding the profile would replace another one of the same name.",
        "Choose another name, or give --replace.", ExitCodes.Conflict, 409);

    /// <summary>The token cannot be read.</summary>
    public static readonly FederationError TokenUnusable = new("FED2046", "The token cannot be read",
        "The file that should hold the token is missing, may not be read, is empty, or holds something else than one token.",
        "Name a file that holds the token alone, with --token-file or FED_TOKEN_FILE; `fed token issue` makes one.", ExitCodes.Usage, 400);

    /// <summary>Others may read a file with secrets.</summary>
    public static readonly FederationError ProfilesExposed = new("FED2047", "Others may read a secret",
        "The profiles file holds a token, and its permissions let other users of the machine read it.",
        "Run `chmod 600` on the file, and issue a new token if somebody may have seen it.", ExitCodes.Refused, 403);

    /// <summary>What was waited for did not come.</summary>
    public static readonly FederationError ConditionNotMet = new("FED2048", "What was waited for did not come",
        "The round did not reach the awaited state within the time given, or ended in another.",
        "Look at it with `fed round show`, or wait longer with --timeout.", ExitCodes.NotMet, 504);

    /// <summary>A folder is in use.</summary>
    public static readonly FederationError ClusterFolderInUse = new("FED2049", "The folder is not empty",
        "The files of a new cluster are written into a new or empty folder only, so that nothing is overwritten.",
        "Name another folder, or remove the old one.", ExitCodes.Conflict, 409);
}
