using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OrleansFederation.Filters;

/// <summary>
/// IEEE 754 half precision. Exponent and fraction are moved to float32's places and multiplied by 2¹¹², the difference of the exponents'
/// biases, which is exact, subnormal numbers included.
/// </summary>
internal readonly struct HalfBits : ISixteenBits
{
    private const uint Magnitude = 0x7FFF;
    private const uint Sign = 0x8000;
    private const float Rescale = 5.192296858534828e33f;

    /// <inheritdoc/>
    public static ushort Largest => BitConverter.HalfToUInt16Bits(Half.MaxValue);

    /// <inheritdoc/>
    public static float Widen(ushort bits) => (float)BitConverter.UInt16BitsToHalf(bits);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Widen(Vector256<uint> bits)
    {
        var size = ((bits & Vector256.Create(Magnitude)) << 13).AsSingle() * Vector256.Create(Rescale);
        return (size.AsUInt32() | ((bits & Vector256.Create(Sign)) << 16)).AsSingle();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Widen(Vector512<uint> bits)
    {
        var size = ((bits & Vector512.Create(Magnitude)) << 13).AsSingle() * Vector512.Create(Rescale);
        return (size.AsUInt32() | ((bits & Vector512.Create(Sign)) << 16)).AsSingle();
    }
}
