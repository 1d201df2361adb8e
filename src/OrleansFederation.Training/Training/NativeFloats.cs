using System.Runtime.InteropServices;

namespace OrleansFederation.Training;

/// <summary>Zeros in native memory: an optimiser's moments come and go with each training, and would fill the large-object heap.</summary>
internal sealed unsafe class NativeFloats : SafeHandle
{
    private readonly int _length;

    /// <summary>Takes memory and zeros it.</summary>
    /// <param name="length">The number of floats.</param>
    public NativeFloats(int length) : base(IntPtr.Zero, ownsHandle: true)
    {
        _length = length;
        SetHandle((IntPtr)NativeMemory.AllocZeroed((nuint)length, sizeof(float)));
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == IntPtr.Zero;

    /// <summary>The numbers; valid until this object is disposed.</summary>
    public Span<float> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return new((void*)handle, _length);
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        return true;
    }
}
