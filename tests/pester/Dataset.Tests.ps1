BeforeAll {
    Import-Module "$PSScriptRoot/../../FtcTools.psd1"
    Push-Location -LiteralPath $TestDrive
    function Get-Failure([scriptblock] $Script) {
        try { $null = & $Script -ErrorAction Stop } catch { return $_ }
        throw 'no error came'
    }
}

AfterAll { Pop-Location }

Describe 'New-FtcDataset' {
    It 'makes a line from T' {
        $data = New-FtcDataset -Line -T 9, 2, 4, 2
        $data.K, $data.N, $data.Inputs, $data.Outputs | Should -Be 16, 3, 1, 1
        $data.T | Should -Be 2, 4, 9
    }

    It 'takes K for a line' { (New-FtcDataset -Line -T 2 -K 100).K | Should -Be 100 }

    It 'makes a line without edits' { (New-FtcDataset -Line -T @() -K 5).N | Should -Be 0 }

    It 'chooses T at random, by seed' {
        $one, $same, $other = 1, 1, 2 | ForEach-Object { New-FtcDataset -Line -N 10 -K 1000 -Seed $_ }
        $one.N | Should -Be 10
        $same.T | Should -Be $one.T
        "$($other.T)" | Should -Not -Be "$($one.T)"
    }

    It 'makes Gaussian samples, by seed' {
        $data = New-FtcDataset -Gaussian -N 7 -K 50 -Dimension 3 -Seed 5
        $data.K, $data.N, $data.Inputs | Should -Be 50, 7, 3
        (New-FtcDataset -Gaussian -N 7 -K 50 -Dimension 3 -Seed 5).T | Should -Be $data.T
    }

    It 'makes hard instances' {
        $data = New-FtcDataset -HardInstance -N 3 -K 11
        $data.K, $data.N, $data.Inputs | Should -Be 11, 3, 1
        $data.T | Should -Be 3, 6, 9
        (New-FtcDataset -HardInstance -Kind Signed -N 3 -K 13).T | Should -Be 3, 7, 11
        "$((New-FtcDataset -HardInstance -Kind paper -N 4 -K 9).MaxResidual)" | Should -Be 2
    }

    It 'refuses hard instances that do not exist: <Code>' -ForEach @(
        @{ Code = 'FTC0018'; Arguments = @{ N = 0; K = 5 } }
        @{ Code = 'FTC0017'; Arguments = @{ N = 1; K = 2 } }
        @{ Code = 'FTC0034'; Arguments = @{ Kind = 'Signed'; N = 3; K = 12 } }
        @{ Code = 'FTC0034'; Arguments = @{ Kind = 'Paper'; N = 4; K = 10 } }
    ) {
        (Get-Failure { New-FtcDataset -HardInstance @Arguments @args }).FullyQualifiedErrorId | Should -Be "$Code,FtcTools.PowerShell.NewFtcDatasetCommand"
    }

    It 'takes objects with labels and predictions' {
        $data = 1..5 | ForEach-Object { [pscustomobject]@{ A = $_; B = -$_; Y = 1.5; F = ($_ -eq 3) ? 1 : 1.5 } } | New-FtcDataset -Feature A, B -Label Y -Prediction F
        $data.K, $data.N, $data.Inputs | Should -Be 5, 1, 2
        $data.T | Should -Be 3
        "$($data.MaxResidual)" | Should -Be '1/2'
    }

    It 'takes objects with residuals' {
        (1..4 | ForEach-Object { [pscustomobject]@{ A = $_; Z = $_ % 2 } } | New-FtcDataset -Feature A -Residual Z).T | Should -Be 1, 3
    }

    It 'takes tables, texts and ranges of names' {
        $data = 1..3 | ForEach-Object { @{ x0 = "$_"; x1 = '1e-3'; y = '2'; f = '2' } } | New-FtcDataset -Feature x0..x1 -Label y -Prediction f
        $data.Inputs, $data.N | Should -Be 2, 0
    }

    It 'refuses <name>' -ForEach @(
        @{ Name = 'a missing property'; Code = 'FTC0012'; Rows = @{ a = 1; y = 1 }, @{ b = 1; y = 1 } }
        @{ Name = 'text for a number'; Code = 'FTC0014'; Rows = @{ a = 'one'; y = 1 }, @{ a = 2; y = 1 } }
        @{ Name = 'a thousands separator'; Code = 'FTC0014'; Rows = @{ a = '1,5'; y = 1 }, @{ a = 2; y = 1 } }
        @{ Name = 'nothing'; Code = 'FTC0014'; Rows = @{ a = $null; y = 1 }, @{ a = 2; y = 1 } }
        @{ Name = 'NaN'; Code = 'FTC0015'; Rows = @{ a = [double]::NaN; y = 1 }, @{ a = 2; y = 1 } }
        @{ Name = 'a contradiction'; Code = 'FTC0016'; Rows = @{ a = 1; y = 1 }, @{ a = 1; y = 2 }, @{ a = 2; y = 0 } }
        @{ Name = 'two samples'; Code = 'FTC0017'; Rows = @{ a = 1; y = 1 }, @{ a = 2; y = 2 } }
    ) {
        $failure = Get-Failure { $Rows | New-FtcDataset -Feature a -Residual y }
        $failure.FullyQualifiedErrorId | Should -Be "$Code,FtcTools.PowerShell.NewFtcDatasetCommand"
    }

    It 'refuses an empty pipeline' {
        (Get-Failure { @() | New-FtcDataset -Feature a -Residual y }).FullyQualifiedErrorId | Should -BeLike 'FTC0017,*'
    }

    It 'refuses unequal numbers of labels and predictions' {
        (Get-Failure { @{ a = 1; y = 1; f = 1 } | New-FtcDataset -Feature a -Label y -Prediction y, f }).FullyQualifiedErrorId | Should -BeLike 'FTC0034,*'
    }

    It 'gives one error and no dataset' {
        $shell = [powershell]::Create()
        try {
            $data = $shell.AddScript("Import-Module '$PSScriptRoot/../../FtcTools.psd1'; 1..3 | ForEach-Object { @{ a = 'bad' } } | New-FtcDataset -Feature a -Residual a").Invoke()
            $data.Count | Should -Be 0
            $shell.Streams.Error.Count | Should -Be 1
        }
        finally { $shell.Dispose() }
    }

    It 'refuses K = 2 and T out of range' {
        (Get-Failure { New-FtcDataset -Line -N 1 -K 2 }).FullyQualifiedErrorId | Should -BeLike 'FTC0017,*'
        (Get-Failure { New-FtcDataset -Line -T 0 }).FullyQualifiedErrorId | Should -BeLike 'FTC0018,*'
        (Get-Failure { New-FtcDataset -Line -T 9 -K 8 }).FullyQualifiedErrorId | Should -BeLike 'FTC0018,*'
        (Get-Failure { New-FtcDataset -Gaussian -N 1 -K 5 -Dimension 0 }).FullyQualifiedErrorId | Should -BeLike 'FTC0034,*'
    }
}

Describe 'Import-FtcDataset' {
    BeforeAll {
        Set-Content good.csv "x0,x1,y,f`n1,2,3,3`n2,3,4,5`n3,4,5,5"
        function Import-Text([string] $Text) {
            Set-Content bad.csv $Text
            Get-Failure { Import-FtcDataset bad.csv -Features x -Label y -Prediction f }
        }
    }

    It 'takes classes' {
        "x,y,f0,f1`n1,0,2,1`n2,1,3,0`n3,1,0,1" | Set-Content classes.csv
        $data = Import-FtcDataset classes.csv -Features x -Label y -Prediction f0, f1 -Classification -Margin 0.5
        $data.K, $data.N, $data.Outputs | Should -Be 3, 1, 2
        $data.T | Should -Be 2
        "$($data.Classes.Lift(1))" | Should -Be '7/2'
        ($data | New-FtcNetwork | Test-FtcNetwork -Arithmetic Float32).Margin | Should -BeGreaterThan 0.4
    }

    It 'names a label that is no class' {
        "x,y,f0,f1`n1,0,2,1`n2,2,3,0`n3,1,0,1" | Set-Content noclass.csv
        $failure = Get-Failure { Import-FtcDataset noclass.csv -Features x -Label y -Prediction f0, f1 -Classification @args }
        $failure.FullyQualifiedErrorId | Should -Be 'FTC0040,FtcTools.PowerShell.ImportFtcDatasetCommand'
        $failure.TargetObject.Line | Should -Be 3
    }

    It 'warns where most answers would be edited, as those of a model of prices' {
        "x,y,f`n1,1.5,1.4`n2,2.5,2.6`n3,1,1" | Set-Content prices.csv
        $null = Import-FtcDataset prices.csv -Features x -Label y -Prediction f -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike 'prices.csv: label and prediction differ on 2 of 3 samples, *-Residual.'
        $null = Import-FtcDataset prices.csv -Features x -Residual y -WarningVariable quiet
        $quiet | Should -BeNullOrEmpty
    }

    It 'warns where words for classes differ in case or blanks alone' {
        "x,y,f`n1,yes,Yes`n2,no,no`n3,no,no" | Set-Content cases.csv
        $null = Import-FtcDataset cases.csv -Label y -Prediction f -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Be "cases.csv: the classes 'Yes' and 'yes' differ in case or blanks alone; each is a class of its own."
        "x,y,f`n1,`" no`",no`n2,no,no`n3,yes,yes" | Set-Content blanks.csv
        $null = Import-FtcDataset blanks.csv -Label y -Prediction f -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike "*the classes ' no' and 'no' differ in case or blanks alone*"
    }

    It 'refuses nothing where a column must stand: -<_>' -ForEach Features, Label, Prediction, Residual, Classes {
        $named = @{ Label = 'y'; Prediction = 'f' }
        foreach ($nothing in $null, @($null, 'x')) {
            $named[$_] = $nothing
            { Import-FtcDataset cases.csv @named -ErrorAction Stop } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        }
    }

    It 'takes words and true or false as classes, and all other columns as features' {
        "x,u,y,f`n1,2,spam,ham`n2,3,ham,ham`n3,4,ham,ham" | Set-Content words.csv
        $data = Import-FtcDataset words.csv -Label y -Prediction f
        $data.Inputs, $data.N | Should -Be 2, 1
        $data.ClassNames | Should -Be ham, spam
        "x,y,f`n1,True,true`n2,false,true`n3,false,FALSE" | Set-Content truths.csv
        $data = Import-FtcDataset truths.csv -Label y -Prediction f
        $data.T | Should -Be 2
        $data.ClassNames | Should -Be 'false', 'true'
    }

    It 'takes the order of classes' {
        "x,y,f0,f1`n1,b,2,1`n2,a,3,0`n3,b,1,0" | Set-Content order.csv
        (Import-FtcDataset order.csv -Label y -Prediction f0, f1 -Classification -Classes b, a).T | Should -Be 2
        (Import-FtcDataset order.csv -Label y -Prediction f0, f1 -Classification).T | Should -Be 1, 3
    }

    It 'drops samples that contradict each other, or puts them to the vote, and says how many' {
        "x,y,f`n1,0,0`n1,1,0`n1,1,0`n2,0,0`n3,0,0`n4,0,0" | Set-Content votes.csv
        $failure = Get-Failure { Import-FtcDataset votes.csv -Label y -Prediction f @args }
        $failure.FullyQualifiedErrorId | Should -Be 'FTC0016,FtcTools.PowerShell.ImportFtcDatasetCommand'
        "$failure" | Should -BeLike '*3 samples in 1 group*(0 and 1, 2 times)*-Conflict Drop*'
        $data = Import-FtcDataset votes.csv -Label y -Prediction f -Conflict Drop -WarningVariable said -WarningAction SilentlyContinue
        $data.K, $data.N, $data.Dropped | Should -Be 3, 0, 3
        "$said" | Should -BeLike 'votes.csv: 3 sample*left out*'
        $data = Import-FtcDataset votes.csv -Label y -Prediction f -Conflict Majority -WarningAction SilentlyContinue
        $data.K, $data.N, $data.Dropped | Should -Be 5, 2, 1
    }

    It 'reads arrays, plain and packed, with answers in files of their own' {
        $images = [byte[]](0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6)
        [System.IO.File]::WriteAllBytes("$TestDrive/x-idx3-ubyte", $images)
        $packed = [System.IO.Compression.GZipStream]::new([System.IO.File]::Create("$TestDrive/x-idx3-ubyte.gz"), [System.IO.Compression.CompressionMode]::Compress)
        $packed.Write($images)
        $packed.Dispose()
        [System.IO.File]::WriteAllBytes("$TestDrive/y-idx1-ubyte", [byte[]](0, 0, 8, 1, 0, 0, 0, 3, 1, 0, 1))
        "f`n1`n1`n1" | Set-Content f.csv
        foreach ($file in 'x-idx3-ubyte', 'x-idx3-ubyte.gz') {
            $data = Import-FtcDataset $file -Label y-idx1-ubyte -Prediction f.csv
            $data.K, $data.Inputs | Should -Be 3, 2
            $data.T | Should -Be 2
        }
        [System.IO.File]::WriteAllBytes("$TestDrive/cut-idx3-ubyte", $images[0..19])
        (Get-Failure { Import-FtcDataset cut-idx3-ubyte -Label y-idx1-ubyte -Prediction f.csv }).FullyQualifiedErrorId | Should -BeLike 'FTC0023,*'
    }

    It 'reads pictures that a column names' {
        # The smallest picture there is: two pixels, black and white, as a bitmap.
        $bitmap = [byte[]](0x42, 0x4D, 62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 0, 0)
        1..3 | ForEach-Object { $bitmap[54] = 80 * $_; [System.IO.File]::WriteAllBytes("$TestDrive/$_.bmp", $bitmap) }
        "name,y,f`n1.bmp,a,b`n2.bmp,b,b`n3.bmp,b,b" | Set-Content pictures.csv
        $data = Import-FtcDataset pictures.csv -Image name -Label y -Prediction f -ImageScale 0.5 -ImageLayout Nhwc
        $data.K, $data.Inputs, $data.N | Should -Be 3, 6, 1
        (Import-FtcDataset pictures.csv -Image name -Label y -Prediction f -ImageChannels 1 -ImageSize 1, 1).Inputs | Should -Be 1
        'none' | Set-Content 2.bmp
        (Get-Failure { Import-FtcDataset pictures.csv -Image name -Label y -Prediction f }).FullyQualifiedErrorId | Should -BeLike 'FTC0024,*'
    }

    It 'refuses a column of numbers and words' {
        "x,y,f`n1,0,0`n2,spam,0`n3,0,0" | Set-Content mixed.csv
        $failure = Get-Failure { Import-FtcDataset mixed.csv -Label y -Prediction f @args }
        $failure.FullyQualifiedErrorId | Should -Be 'FTC0014,FtcTools.PowerShell.ImportFtcDatasetCommand'
        $failure.TargetObject.Line | Should -Be 3
    }

    It 'says what ranges and one column of classes are to be' {
        "$(Get-Failure { Import-FtcDataset words.csv -Features x..y -Label y -Prediction f })" | Should -BeLike '*A range is of numbered columns, such as x0..x63.'
        "x,y,f`n1,0,1`n2,1,1`n3,1,1" | Set-Content numbers.csv
        "$(Get-Failure { Import-FtcDataset numbers.csv -Features x -Label y -Prediction f -Classification })" | Should -BeLike '*leave the classification out.'
    }

    It 'reads a file relative to the session' {
        $data = Import-FtcDataset good.csv -Features x0..x1 -Label y -Prediction f
        $data.K, $data.N, $data.Inputs, $data.Name | Should -Be 3, 1, 2, 'good.csv'
    }

    It 'reads residuals' { (Import-FtcDataset good.csv -Features x0 -Residual x1).N | Should -Be 3 }

    It 'reads every file of a pattern' {
        $null = New-Item -ItemType Directory many
        1..3 | ForEach-Object { Copy-Item good.csv "many/$_.csv" }
        (Import-FtcDataset many/*.csv -Features x0 -Label y -Prediction f).Name | Should -Be '1.csv', '2.csv', '3.csv'
    }

    It 'reads files that are piped' {
        (Get-ChildItem many | Import-FtcDataset -Features x0 -Label y -Prediction f).Count | Should -Be 3
        ('good.csv' | Import-FtcDataset -Features x0 -Label y -Prediction f).K | Should -Be 3
    }

    It 'takes a literal path' {
        Copy-Item -LiteralPath good.csv 'odd[1].csv'
        (Import-FtcDataset -LiteralPath 'odd[1].csv' -Features x0 -Label y -Prediction f).K | Should -Be 3
    }

    It 'takes a path on a drive of the session' {
        $null = New-PSDrive -Name Data -PSProvider FileSystem -Root $TestDrive -Scope Global
        try { (Import-FtcDataset Data:/good.csv -Features x0 -Label y -Prediction f).K | Should -Be 3 } finally { Remove-PSDrive Data }
    }

    It 'goes on after a file that is wrong' {
        Set-Content many/2.csv 'nothing'
        $data = Import-FtcDataset many/*.csv -Features x0 -Label y -Prediction f -ErrorVariable errors -ErrorAction SilentlyContinue
        $data.Name | Should -Be '1.csv', '3.csv'
        $errors.Count | Should -Be 1
    }

    It 'refuses <name> with <code>' -ForEach @(
        @{ Name = 'an empty file'; Code = 'FTC0011'; Text = '' }
        @{ Name = 'a missing column'; Code = 'FTC0012'; Text = "x,y,g`n1,2,3"; Line = 1 }
        @{ Name = 'a ragged row'; Code = 'FTC0013'; Text = "x,y,f`n1,2,3`n1,2"; Line = 3 }
        @{ Name = 'text in a number column'; Code = 'FTC0014'; Text = "x,y,f`n1,2,3`n2,two,3`n3,1,1"; Line = 3 }
        @{ Name = 'NaN'; Code = 'FTC0015'; Text = "x,y,f`n1,2,3`n2,NaN,3`n3,1,1"; Line = 3 }
        @{ Name = 'a contradiction'; Code = 'FTC0016'; Text = "x,y,f`n1,2,3`n1,3,3`n3,1,1"; Line = 3 }
        @{ Name = 'two rows'; Code = 'FTC0017'; Text = "x,y,f`n1,2,3`n2,3,3" }
    ) {
        $failure = Import-Text $Text
        $failure.FullyQualifiedErrorId | Should -Be "$Code,FtcTools.PowerShell.ImportFtcDatasetCommand"
        "$failure" | Should -Match 'bad\.csv'
        if ($Line) {
            $failure.TargetObject.Line | Should -Be $Line
            $failure.TargetObject.LineText | Should -Be ($Text -split "`n")[$Line - 1]
            $failure.TargetObject.File | Should -Be (Convert-Path bad.csv)
        }
    }

    It 'shows the line at fault' {
        Set-Content bad.csv "x,y,f`n1,2,3`n2,two,3`n3,1,1"
        $shown = pwsh -NoProfile -NonInteractive -Command "Import-Module '$PSScriptRoot/../../FtcTools.psd1'; Import-FtcDataset '$TestDrive/bad.csv' -Features x -Label y -Prediction f" 2>&1 | Out-String
        $shown | Should -Match '3 \|.*2,two,3'
    }

    It 'refuses paths that none can be' {
        foreach ($path in '[a', "a`0b") {
            (Get-Failure { Import-FtcDataset $path -Label y -Prediction f }).FullyQualifiedErrorId | Should -BeLike 'FTC0010*'
        }
    }

    It 'refuses a file that does not exist' {
        (Get-Failure { Import-FtcDataset nowhere.csv -Features x -Label y -Prediction f }).FullyQualifiedErrorId | Should -BeLike 'FTC0010,*'
        (Get-Failure { Import-FtcDataset nowhere*.csv -Features x -Label y -Prediction f }).FullyQualifiedErrorId | Should -BeLike 'FTC0010,*'
        (Get-Failure { Import-FtcDataset Env:/PATH -Features x -Label y -Prediction f }).FullyQualifiedErrorId | Should -BeLike 'FTC0010,*'
        (Get-Failure { Import-FtcDataset $TestDrive -Features x -Label y -Prediction f }).FullyQualifiedErrorId | Should -BeLike 'FTC0010,*'
    }

    It 'refuses labels without predictions' {
        (Get-Failure { Import-FtcDataset good.csv -Features x0 -Label y }).FullyQualifiedErrorId | Should -BeLike 'FTC0034,*'
    }

    It 'reads the same under another culture' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            Set-Content dots.csv "x,y,f`n1.5,0.25,0`n2,0,0`n3,0,0"
            "$((Import-FtcDataset dots.csv -Features x -Label y -Prediction f).MaxResidual)" | Should -Be '1/4'
        }
        finally { [cultureinfo]::CurrentCulture = $culture }
    }
}

Describe 'Import-FtcDataset -MemoryLimit' {
    BeforeAll {
        1..2 | ForEach-Object { "x,y,f`n1$_,0,0`n2$_,$_,0`n3$_,0,0" | Set-Content "limit$_.csv" }
        $script:columns = @{ Features = 'x'; Label = 'y'; Prediction = 'f' }
    }

    It 'makes one dataset of all files, by their names' {
        $data = Import-FtcDataset limit*.csv @columns -MemoryLimit 1.5GB
        $data.K, $data.N, $data.OnDisk | Should -Be 6, 2, $false
        $data.T | Should -Be 2, 5
        (Get-Item limit*.csv | Import-FtcDataset @columns -MemoryLimit '512 MB').K | Should -Be 6
    }

    It 'gives nothing where one of the files is missing' {
        $data = $null
        (Get-Failure { $data = Import-FtcDataset limit1.csv, limit3.csv @columns -MemoryLimit 1GB }).FullyQualifiedErrorId | Should -BeLike 'FTC0010*'
        $data | Should -BeNullOrEmpty
    }

    It 'refuses <_>' -ForEach 1MB, 'much' {
        { Import-FtcDataset limit1.csv @columns -MemoryLimit $_ -ErrorAction Stop } | Should -Throw '*MB*'
    }
}
