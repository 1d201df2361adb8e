namespace OrleansFederation.Tables;

/// <summary>Where the pieces of a row stand, in bytes.</summary>
/// <param name="Width">The number of inputs.</param>
/// <param name="HasGroup">Whether rows have a group.</param>
/// <param name="HasTime">Whether rows have a time.</param>
internal sealed record TableOffsets(int Width, bool HasGroup, bool HasTime)
{
    /// <summary>The target, a float32.</summary>
    public int Target => Width * sizeof(float);

    /// <summary>The hash of the group, an unsigned integer of 64 bits.</summary>
    public int Group => Target + sizeof(float);

    /// <summary>The time, a float64.</summary>
    public int Time => Group + (HasGroup ? sizeof(ulong) : 0);

    /// <summary>The bytes of a row.</summary>
    public static int Stride(int width, bool hasGroup, bool hasTime) => (width + 1) * sizeof(float) + (hasGroup ? sizeof(ulong) : 0) + (hasTime ? sizeof(double) : 0);
}
