namespace OrleansFederation.Identity;

/// <summary>The caller's token, as it travels with a call from outside to the silo that verifies it, and no further.</summary>
public static class TokenContext
{
    /// <summary>The name under which the token travels.</summary>
    public const string Key = "of.token";

    /// <summary>The token; null where there is none.</summary>
    public static string? Current
    {
        get => RequestContext.Get(Key) as string;
        set
        {
            if (value is not null)
            {
                RequestContext.Set(Key, value);
            }
            else if (RequestContext.Get(Key) is not null)
            {
                RequestContext.Remove(Key);
            }
        }
    }
}
