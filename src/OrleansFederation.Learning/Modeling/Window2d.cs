namespace OrleansFederation.Modeling;

/// <summary>A square window that slides over height and width, as conv2d, maxpool2d and avgpool2d use it; over a length alone, as their namesakes of one dimension.</summary>
/// <param name="Kernel">Its height and width, 1 or more.</param>
/// <param name="Stride">How far it moves in a step, 1 or more.</param>
/// <param name="Padding">The rows and columns added on each side, 0 or more.</param>
public sealed record Window2d(int Kernel, int Stride, int Padding)
{
    /// <summary>Reads the window of a layer; a stride of 0 stands for the kernel's size, as PyTorch's pools have it by default.</summary>
    /// <param name="layer">A layer with the arguments kernel, stride and padding.</param>
    public static Window2d Of(LayerSpec layer)
    {
        var (kernel, stride) = ((int)layer.Arguments["kernel"], (int)layer.Arguments["stride"]);
        return new(kernel, stride == 0 ? kernel : stride, (int)layer.Arguments["padding"]);
    }

    /// <summary>The number of places that the window takes along one side: ⌊(size + 2·padding − kernel) / stride⌋ + 1.</summary>
    /// <param name="size">The side's length.</param>
    /// <returns>The number; 0 where the window does not fit.</returns>
    public int Places(int size)
    {
        var room = (long)size + 2L * Padding - Kernel;
        return room < 0 ? 0 : (int)(room / Stride) + 1;
    }

    /// <summary>Slides the window of a pool over a sequence of channels.</summary>
    /// <param name="kind">The layer's kind, for the message.</param>
    /// <param name="input">Channels, length.</param>
    internal LayerShape OverSequence(string kind, IReadOnlyList<int> input)
    {
        if (LayerShape.UnlessChannels(kind, input) is { } misfit)
        {
            return misfit;
        }

        if (Padding * 2 > Kernel)
        {
            return LayerShape.Misfits($"{kind}'s padding of {Padding} on an input of shape {LayerShape.Text(input)} is more than half its window of [{Kernel}], so that windows would hold nothing but padding; set padding to {Kernel / 2} or less");
        }

        return Places(input[1]) is > 0 and var places
            ? LayerShape.Of(input[0], places)
            : LayerShape.Misfits($"{kind}'s window of [{Kernel}] does not fit its input of shape {LayerShape.Text(input)} with padding {Padding}; take a smaller kernel, more padding, or fewer pools before it");
    }

    /// <summary>Slides the window over an image.</summary>
    /// <param name="kind">The layer's kind, for the message.</param>
    /// <param name="image">Channels, height, width.</param>
    /// <param name="channels">The channels of the output.</param>
    /// <param name="tensors">The tensors that the layer holds.</param>
    internal LayerShape Over(string kind, IReadOnlyList<int> image, int channels, IReadOnlyList<LayerTensor> tensors)
    {
        var (height, width) = (Places(image[1]), Places(image[2]));
        return height > 0 && width > 0
            ? new([channels, height, width], tensors)
            : LayerShape.Misfits($"{kind}'s window of [{Kernel}, {Kernel}] does not fit its input of shape {LayerShape.Text(image)} with padding {Padding}; take a smaller kernel, more padding, or fewer pools before it");
    }
}
