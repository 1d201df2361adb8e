using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OrleansFederation.Filters;

/// <summary>bfloat16: the upper half of a float32.</summary>
internal readonly struct BrainBits : ISixteenBits
{
    /// <inheritdoc/>
    public static ushort Largest => 0x7F7F;

    /// <inheritdoc/>
    public static float Widen(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Widen(Vector256<uint> bits) => (bits << 16).AsSingle();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Widen(Vector512<uint> bits) => (bits << 16).AsSingle();
}
