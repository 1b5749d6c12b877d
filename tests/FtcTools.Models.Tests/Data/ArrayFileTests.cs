using System.Buffers.Binary;
using System.Text;
using FtcTools.Data;
using FtcTools.Data.Formats;
using FtcTools.Diagnostics;
using FtcTools.Tests;
using Xunit;
using static FtcTools.Models.Tests.Data.ArrayFiles;

namespace FtcTools.Models.Tests.Data;

public sealed class ArrayFileTests : IDisposable
{
    private static readonly byte[] s_labels = Npy("'|u1'", "(3,)", [1, 0, 1]);
    private static readonly byte[] s_answers = Npy("'<i8'", "(3,)", [.. new long[] { 1, 0, 0 }.SelectMany(BitConverter.GetBytes)]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(_folder[name], bytes);
        return _folder[name];
    }

    private Dataset Read(string name, byte[] features)
    {
        Write("y.npy", s_labels);
        Write("f.npy", s_answers);
        return DataFile.Read(Write(name, features), new DataColumns { Label = ["y.npy"], Prediction = ["f.npy"], Folder = _folder.Path });
    }

    private FtcException Refused(string code, string name, byte[] features)
    {
        var e = Assert.Throws<FtcException>(() => Read(name, features));
        Assert.Equal((code, _folder[name]), (e.Code, e.File));
        return e;
    }

    [Fact]
    public void Rows_of_an_array_are_samples_and_files_stand_beside_each_other()
    {
        var data = Read("x.npy", Npy("'<f4'", "(3, 2, 2)", Floats(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0.1f)));
        Assert.Equal((3, 4, 1, "x.npy"), (data.K, data.Inputs, data.Outputs, data.Name));
        Assert.Equal([3], data.T);
        Assert.Equal([8.0, 9, 10, 0.1f], data.Row(2).ToArray());
    }

    [Theory]
    [InlineData("'|b1'", 1)]
    [InlineData("'|i1'", 1)]
    [InlineData("'<u2'", 2)]
    [InlineData("'>i2'", 2)]
    [InlineData("'<f2'", 2)]
    [InlineData("'>u4'", 4)]
    [InlineData("'<i4'", 4)]
    [InlineData("'>f4'", 4)]
    [InlineData("'<u8'", 8)]
    [InlineData("'>i8'", 8)]
    [InlineData("'>f8'", 8)]
    public void Every_kind_of_number_in_either_order_of_bytes(string type, int size)
    {
        var bytes = new byte[6 * size];
        for (var i = 0; i < 6; i++)
        {
            var cell = bytes.AsSpan(i * size, size);
            var value = i is 2 or 5 ? 1 : 0;
            switch (type[2], size)
            {
                case ('f', 2): BinaryPrimitives.WriteHalfLittleEndian(cell, (Half)value); break;
                case ('f', 4): BinaryPrimitives.WriteSingleLittleEndian(cell, value); break;
                case ('f', _): BinaryPrimitives.WriteDoubleLittleEndian(cell, value); break;
                default: cell[0] = (byte)value; break;
            }
            if (type[1] == '>') cell.Reverse();
        }
        var data = Read("x.npy", Npy(type, "(3, 2)", bytes));
        Assert.Equal([0.0, 0, 1, 0, 0, 1], Enumerable.Range(0, 3).SelectMany(i => data.Row(i).ToArray()));
    }

    [Fact]
    public void Words_of_one_length_are_labels()
    {
        static byte[] Words(Encoding encoding, int size, params string[] words) =>
            [.. words.SelectMany(word => encoding.GetBytes(word.PadRight(size, '\0')))];

        Write("y.npy", Npy("'<U3'", "(3,)", Words(Encoding.UTF32, 3, "ham", "egg", "ä")));
        Write("f.npy", Npy("'|S3'", "(3,)", Words(Encoding.Latin1, 3, "ham", "ham", "egg")));
        var data = DataFile.Read(Write("x.npy", Npy("'<f8'", "(3,)", Doubles(1, 2, 3))),
            new DataColumns { Label = ["y.npy"], Prediction = ["f.npy"], Folder = _folder.Path });
        Assert.Equal(["egg", "ham", "ä"], data.ClassNames);
        Assert.Equal([2, 3], data.T);
        // Several words a sample, as a model of texts takes them.
        using var table = Tables.Open(Write("w.npy", Npy("'<U3'", "(2, 2)", Words(Encoding.UTF32, 3, "a", "bc", "def", "a"))));
        var values = new ValueColumn("w", 2);
        table.Read([], new NumberRows(0), [0], [values], null, default);
        Assert.Equal(["a", "bc", "def", "a"], values.Indices.Select(i => values.Words[i]));
    }

    [Fact]
    public void An_archive_has_its_arrays_by_name()
    {
        var path = Write("data.npz",
            Npz(("x", Npy("'<f8'", "(3, 2)", Doubles(1, 2, 3, 4, 5, 6))), ("w", Npy("'<f4'", "(3,)", Floats(7, 8, 9))), ("y", s_labels),
                ("f", s_answers)));
        var data = DataFile.Read(path, new DataColumns { Label = ["y"], Prediction = ["f"] });
        Assert.Equal([3.0, 4, 8], data.Row(1).ToArray());
        Assert.Equal([7.0, 1, 2],
            DataFile.Read(path, new DataColumns { Features = ["w", "x"], Label = ["y"], Prediction = ["f"] }).Row(0).ToArray());
        Assert.Equal(["x", "w", "y", "f"], DataFile.ReadHeader(path));
    }

    [Fact]
    public void Arrays_of_different_lengths_do_not_go_together()
    {
        var path = Write("data.npz", Npz(("train", Npy("'|u1'", "(4,)", [1, 2, 3, 4])), ("y", s_labels), ("f", s_answers)));
        var e = Assert.Throws<FtcException>(() => DataFile.Read(path, new DataColumns { Label = ["y"], Prediction = ["f"] }));
        Assert.Equal(Codes.ShapeMismatch, e.Code);
        Assert.Contains("'train' has 4 rows and 'y' has 3", e.Message, StringComparison.Ordinal);
        Assert.Contains("has 3 rows, and the features have 4",
            Assert.Throws<FtcException>(() => Read("x.npy", Npy("'|u1'", "(4,)", [1, 2, 3, 4]))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Idx_files_are_read_plain_and_packed(bool packed)
    {
        var bytes = Idx(0x08, [3, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255]);
        var data = Read(packed ? "x-idx3-ubyte.gz" : "x-idx3-ubyte", packed ? Gzip(bytes) : bytes);
        Assert.Equal([8.0, 9, 10, 255], data.Row(2).ToArray());
        // Without an ending the first bytes say what a file is.
        if (!packed) Assert.Equal(3, Read("images", bytes).K);
        Assert.Equal([256.0], Read("x.idx", Idx(0x0B, [3], [0, 1, 0, 2, 1, 0])).Row(2).ToArray());
    }

    [Theory]
    [InlineData("x.npy")]
    [InlineData("x.npy.gz")]
    [InlineData("x.npz")]
    public void Numbers_that_lie_column_by_column_are_rows(string name)
    {
        // numpy.save(f, numpy.asfortranarray(numpy.arange(24).reshape(3, 2, 4) * 0.5))
        double[] inFile = [0, 8, 16, 4, 12, 20, 1, 9, 17, 5, 13, 21, 2, 10, 18, 6, 14, 22, 3, 11, 19, 7, 15, 23];
        foreach (var bigEndian in new[] { false, true })
        {
            var bytes = inFile.SelectMany(value => BitConverter.GetBytes(value / 2) is var cell && bigEndian ? cell.Reverse() : cell);
            var npy = Npy(bigEndian ? "'>f8'" : "'<f8'", "(3, 2, 4)", [.. bytes], fortran: true);
            var data = Read(name, name == "x.npz" ? Npz(("x", npy)) : name == "x.npy" ? npy : Gzip(npy));
            Assert.Equal((3, 8), (data.K, data.Inputs));
            Assert.Equal(Enumerable.Range(0, 24).Select(i => i / 2.0), Enumerable.Range(0, 3).SelectMany(i => data.Row(i).ToArray()));
        }
    }

    [Fact]
    public void One_column_of_a_Fortran_order_is_one_of_any() =>
        Assert.Equal(3, Read("x.npy", Npy("'|u1'", "(3, 1)", [1, 2, 3], fortran: true)).K);

    [Theory]
    [InlineData("'|O'", "(3,)", "Python objects")]
    [InlineData("'<c8'", "(3,)", "c8")]
    [InlineData("'<M8[ns]'", "(3,)", "M8")]
    [InlineData("[('a', '<f4'), ('b', '<f4')]", "(3,)", "records of several fields")]
    [InlineData("'<f4'", "()", "counts them")]
    [InlineData("'<f4'", "(3, 0)", "has no number")]
    [InlineData("'<f4'", "(-3,)", "at least 0")]
    [InlineData("'<f4'", "(3", "shape")]
    [InlineData("'<f4'", "(4,)", "claims")]
    [InlineData("'<f4'", "(2,)", "behind")]
    [InlineData("'<f4'", "(3000000000,)", "held")]
    [InlineData("'<f4'", "(3, 9223372036854775807, 9223372036854775807)", "held")]
    [InlineData("'<f4'", "(99999999999999999999,)", "at least 0")]
    [InlineData("'<U99999999'", "(3,)", "characters")]
    public void Npy_files_of_other_forms_are_refused(string type, string shape, string says) =>
        Assert.Contains(says, Refused(Codes.DataFile, "x.npy", Npy(type, shape, Floats(1, 2, 3))).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_not_packed_is_not_taken_for_gzip() =>
        Assert.Contains("not packed with gzip", Refused(Codes.DataFile, "x.npy.gz", Npy("'<f4'", "(3,)", Floats(1, 2, 3))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void No_rows()
    {
        Refused(Codes.EmptyFile, "x.npy", Npy("'<f4'", "(0, 5)", []));
        Refused(Codes.EmptyFile, "x.idx", Idx(0x08, [0, 2], []));
        Refused(Codes.EmptyFile, "x.npz", Npz());
    }

    [Fact]
    public void Every_file_that_is_cut_off_is_refused()
    {
        byte[] npy = Npy("'<f4'", "(3, 2)", Floats(1, 2, 3, 4, 5, 6)), idx = Idx(0x0C, [3, 2], new byte[24]),
            byColumns = Npy("'<f4'", "(3, 2)", Floats(1, 2, 3, 4, 5, 6), fortran: true);
        foreach (var (name, whole) in new[] { ("x.npy", npy), ("x.npy.gz", Gzip(npy)), ("x-idx2-byte", idx), ("x-idx2-byte.gz", Gzip(idx)),
            ("x.npy", byColumns), ("x.npy.gz", Gzip(byColumns)), ("x.npz", Npz(("x", byColumns), ("y", s_labels))), ("x.npz", Npz(("x", npy), ("y", s_labels))) })
        {
            for (var length = 0; length < whole.Length; length++)
            {
                var e = Assert.Throws<FtcException>(() => Read(name, whole[..length]));
                Assert.Equal((Codes.DataFile, _folder[name]), (e.Code, e.File));
            }
        }
    }

    [Fact]
    public void Sizes_that_lie_take_no_memory()
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Refused(Codes.DataFile, "x.npy", Npy("'<f8'", "(2000000000, 100)", new byte[1000]));
        Refused(Codes.DataFile, "x.idx", Idx(0x08, [int.MaxValue, 28, 28], new byte[1000]));
        Refused(Codes.DataFile, "x-idx1-ubyte.gz", Gzip(Idx(0x08, [int.MaxValue], new byte[1000])));
        // What a thousand packed bytes might hold is not made room for before it comes.
        Refused(Codes.DataFile, "x-idx1-ubyte.gz", Gzip(Idx(0x08, [40_000], new byte[1000])));
        Refused(Codes.DataFile, "x.npz", Npz(("x", Npy("'<f8'", "(2000000000,)", new byte[1000]))));
        Refused(Codes.DataFile, "x.npy.gz", Gzip(Npy("'|u1'", "(3, 30000)", new byte[1000], fortran: true)));
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 64 << 20);
    }

    [Fact]
    public void Numbers_are_finite()
    {
        Assert.Contains("sample 2, feature 1 is NaN",
            Refused(Codes.NotFinite, "x.npy", Npy("'<f4'", "(3,)", Floats(1, float.NaN, 3))).Message, StringComparison.Ordinal);
        Write("z.npy", Npy("'<f4'", "(3,)", Floats(0, float.PositiveInfinity, 0)));
        var e = Assert.Throws<FtcException>(() =>
            DataFile.Read(Write("x.npy", Npy("'|u1'", "(3,)", [1, 2, 3])),
                new DataColumns { Residual = ["z.npy"], Folder = _folder.Path }));
        Assert.Equal(Codes.NotFinite, e.Code);
        Assert.Contains("'z.npy'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_behind_a_right_start_give_one_clear_error_or_a_dataset()
    {
        var random = new Random(1);
        byte[][] whole = [Npy("'<f4'", "(3, 2)", Floats(1, 2, 3, 4, 5, 6)), Idx(0x08, [3, 2], [1, 2, 3, 4, 5, 6]),
            Npz(("x", Npy("'|u1'", "(3,)", [1, 2, 3])))];
        string[] names = ["x.npy", "x.idx", "x.npz"];
        for (var instance = 0; instance < 1500; instance++)
        {
            var bytes = (byte[])whole[instance % 3].Clone();
            for (var hit = random.Next(1, 4); hit > 0; hit--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                Read(names[instance % 3], bytes);
            }
            catch (FtcException e)
            {
                Assert.True(e.Code != Codes.Internal && e.Message.Length is > 20 and < 700, e.ToString());
            }
        }
    }
}
