;; Copies `length` bytes, of which some may be in both places: eight at a time where that is safe.
(module
  (memory 1)
  (func $copy (param $to i32) (param $from i32) (param $length i32)
    (if (i32.lt_u (i32.sub (local.get $to) (local.get $from)) (local.get $length))
      (then
        (loop $backwards
          (local.set $length (i32.sub (local.get $length) (i32.const 1)))
          (i32.store8
            (i32.add (local.get $to) (local.get $length))
            (i32.load8_u (i32.add (local.get $from) (local.get $length))))
          (br_if $backwards (local.get $length)))
        (return)))
    (loop $words
      (if (i32.ge_u (local.get $length) (i32.const 8))
        (then
          (i64.store align=1 (local.get $to) (i64.load align=1 (local.get $from)))
          (local.set $to (i32.add (local.get $to) (i32.const 8)))
          (local.set $from (i32.add (local.get $from) (i32.const 8)))
          (local.set $length (i32.sub (local.get $length) (i32.const 8)))
          (br $words))))
    (loop $bytes
      (if (local.get $length)
        (then
          (i32.store8 (local.get $to) (i32.load8_u (local.get $from)))
          (local.set $to (i32.add (local.get $to) (i32.const 1)))
          (local.set $from (i32.add (local.get $from) (i32.const 1)))
          (local.set $length (i32.sub (local.get $length) (i32.const 1)))
          (br $bytes))))))
