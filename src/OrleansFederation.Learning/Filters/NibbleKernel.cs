using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansFederation.Filters;

/// <summary>Whole numbers from −8 to 7, two a byte: the first in its lower half, as two's complement.</summary>
internal static class NibbleKernel
{
    private const ushort Low = 0x000F;
    private const ushort Sign = 8;

    /// <summary>Packs numbers.</summary>
    /// <param name="whole">The numbers, two for each byte.</param>
    /// <param name="bytes">Where they go.</param>
    public static void Pack(ReadOnlySpan<sbyte> whole, Span<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(whole.Length, 2 * bytes.Length);
        var done = Vector512.IsHardwareAccelerated ? Pack512(whole, bytes) : Vector256.IsHardwareAccelerated ? Pack256(whole, bytes) : 0;
        for (; done < bytes.Length; done++)
        {
            bytes[done] = (byte)((whole[2 * done] & Low) | (whole[2 * done + 1] << 4));
        }
    }

    /// <summary>Unpacks numbers.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="whole">Where the numbers go, two for each byte.</param>
    public static void Unpack(ReadOnlySpan<byte> bytes, Span<sbyte> whole)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(whole.Length, 2 * bytes.Length);
        var done = Vector512.IsHardwareAccelerated ? Unpack512(bytes, whole) : Vector256.IsHardwareAccelerated ? Unpack256(bytes, whole) : 0;
        for (; done < bytes.Length; done++)
        {
            whole[2 * done] = (sbyte)((sbyte)(bytes[done] << 4) >> 4);
            whole[2 * done + 1] = (sbyte)((sbyte)bytes[done] >> 4);
        }
    }

    internal static int Pack512(ReadOnlySpan<sbyte> whole, Span<byte> bytes)
    {
        var covered = bytes.Length - bytes.Length % Vector512<byte>.Count;
        ref var from = ref MemoryMarshal.GetReference(whole);
        ref var to = ref MemoryMarshal.GetReference(bytes);
        for (nuint i = 0; i < (nuint)covered; i += (nuint)Vector512<byte>.Count)
        {
            Vector512.Narrow(Two(ref from, 2 * i), Two(ref from, 2 * i + (nuint)Vector512<byte>.Count)).StoreUnsafe(ref to, i);
        }

        return covered;

        static Vector512<ushort> Two(ref sbyte first, nuint at)
        {
            var pair = Vector512.LoadUnsafe(ref first, at).AsUInt16();
            return (pair & Vector512.Create(Low)) | ((pair >>> 4) & Vector512.Create((ushort)0x00F0));
        }
    }

    internal static int Pack256(ReadOnlySpan<sbyte> whole, Span<byte> bytes)
    {
        var covered = bytes.Length - bytes.Length % Vector256<byte>.Count;
        ref var from = ref MemoryMarshal.GetReference(whole);
        ref var to = ref MemoryMarshal.GetReference(bytes);
        for (nuint i = 0; i < (nuint)covered; i += (nuint)Vector256<byte>.Count)
        {
            Vector256.Narrow(Two(ref from, 2 * i), Two(ref from, 2 * i + (nuint)Vector256<byte>.Count)).StoreUnsafe(ref to, i);
        }

        return covered;

        static Vector256<ushort> Two(ref sbyte first, nuint at)
        {
            var pair = Vector256.LoadUnsafe(ref first, at).AsUInt16();
            return (pair & Vector256.Create(Low)) | ((pair >>> 4) & Vector256.Create((ushort)0x00F0));
        }
    }

    internal static int Unpack512(ReadOnlySpan<byte> bytes, Span<sbyte> whole)
    {
        var covered = bytes.Length - bytes.Length % Vector512<byte>.Count;
        ref var from = ref MemoryMarshal.GetReference(bytes);
        ref var to = ref MemoryMarshal.GetReference(whole);
        for (nuint i = 0; i < (nuint)covered; i += (nuint)Vector512<byte>.Count)
        {
            var (low, high) = Vector512.Widen(Vector512.LoadUnsafe(ref from, i));
            Two(low).StoreUnsafe(ref to, 2 * i);
            Two(high).StoreUnsafe(ref to, 2 * i + (nuint)Vector512<byte>.Count);
        }

        return covered;

        static Vector512<sbyte> Two(Vector512<ushort> wide)
        {
            var sign = Vector512.Create((sbyte)Sign);
            return (((wide & Vector512.Create(Low)) | ((wide << 4) & Vector512.Create((ushort)0x0F00))).AsSByte() ^ sign) - sign;
        }
    }

    internal static int Unpack256(ReadOnlySpan<byte> bytes, Span<sbyte> whole)
    {
        var covered = bytes.Length - bytes.Length % Vector256<byte>.Count;
        ref var from = ref MemoryMarshal.GetReference(bytes);
        ref var to = ref MemoryMarshal.GetReference(whole);
        for (nuint i = 0; i < (nuint)covered; i += (nuint)Vector256<byte>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref from, i));
            Two(low).StoreUnsafe(ref to, 2 * i);
            Two(high).StoreUnsafe(ref to, 2 * i + (nuint)Vector256<byte>.Count);
        }

        return covered;

        static Vector256<sbyte> Two(Vector256<ushort> wide)
        {
            var sign = Vector256.Create((sbyte)Sign);
            return (((wide & Vector256.Create(Low)) | ((wide << 4) & Vector256.Create((ushort)0x0F00))).AsSByte() ^ sign) - sign;
        }
    }
}
