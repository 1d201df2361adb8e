namespace OrleansFederation.Grants;

/// <summary>Who is calling, as it travels with a call.</summary>
public static class PrincipalContext
{
    private const string Key = "of.principal";

    /// <summary>The caller's name; null where nobody said.</summary>
    public static string? Current
    {
        get => RequestContext.Get(Key) as string;
        set
        {
            if (value is null)
            {
                RequestContext.Remove(Key);
            }
            else
            {
                RequestContext.Set(Key, value);
            }
        }
    }
}
