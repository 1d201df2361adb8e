namespace OrleansFederation.Data;

public sealed class DigitsSourceTests
{
    [Fact]
    public void The_same_seed_draws_the_same_digits_and_another_seed_others()
    {
        var first = DigitsSource.Generate(50, 10, 1);

        Assert.Equal(first.Train.Pixels, DigitsSource.Generate(50, 10, 1).Train.Pixels);
        Assert.NotEqual(first.Train.Pixels, DigitsSource.Generate(50, 10, 2).Train.Pixels);
    }

    [Fact]
    public void An_image_is_the_same_however_many_are_drawn()
    {
        var (few, many) = (DigitsSource.Generate(20, 5, 1), DigitsSource.Generate(60, 30, 1));

        Assert.Equal(few.Train.Pixels, many.Train.Pixels[..few.Train.Pixels.Length]);
        Assert.Equal(few.Test.Labels, many.Test.Labels[..5]);
    }

    [Fact]
    public void Training_and_test_digits_have_no_image_in_common()
    {
        var source = DigitsSource.Generate(300, 300, 1);

        var train = Images(source.Train).ToHashSet();

        Assert.Equal(300, train.Count);
        Assert.DoesNotContain(Images(source.Test), train.Contains);
    }

    [Fact]
    public void Every_digit_comes_about_as_often()
    {
        var counts = DigitsSource.Generate(3000, 10, 1).Train.Labels.CountBy(label => label).ToList();

        Assert.Equal(10, counts.Count);
        Assert.All(counts, pair => Assert.InRange(pair.Value, 230, 370));
    }

    [Fact]
    public void Every_image_shows_strokes_on_a_dark_ground()
    {
        var store = DigitsSource.Generate(500, 10, 1).Train;

        for (var i = 0; i < store.Count; i++)
        {
            var image = store.Pixels.AsSpan(i * store.Size, store.Size).ToArray();
            Assert.InRange(image.Count(pixel => pixel > 100), 8, 400);
            Assert.InRange(image.Average(pixel => (double)pixel), 3, 120);
        }
    }

    // The numbers of a spec's digits are part of what its digest stands for: where this fails, the generator has changed.
    [Fact]
    public void The_generator_does_not_change()
    {
        var store = DigitsSource.Generate(100, 1, 1).Train;

        Assert.Equal("1f0161bce2582227", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(store.Pixels))[..16]);
        Assert.Equal("4344333024584882", string.Concat(store.Labels[..16]));
    }

    private static IEnumerable<string> Images(ImageStore store) =>
        Enumerable.Range(0, store.Count).Select(i => Convert.ToHexString(store.Pixels.AsSpan(i * store.Size, store.Size)));
}
